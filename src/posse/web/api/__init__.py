"""The data interface: the same doors as the pages, for programs that show a token.

``site`` puts it together, ``tokens`` recognises who asks, ``doors`` adds what only a person
may do at a page, and the other modules are one resource each.
"""
