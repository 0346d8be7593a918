"""Income withholding: who pays a parent, what is asked of that payor, and how it ends.

:mod:`posse.services.withholding.sources` knows the payors; ``deciding`` says for every parent
at once which order should stand, ``orders`` writes them, ``night`` does both each night.
"""
