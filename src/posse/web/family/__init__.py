"""Pages for families: their language, their frame, and who may read them.

``speaking`` keeps the language and renders; every sentence comes from ``policy/texts``.
"""
