"""Child care families: their cases, households, circumstances and incomes, and what follows.

:mod:`reading` reads the facts of any number of cases at once, :mod:`families` makes the arrays
of the rules from them, :mod:`determining` keeps what came out. A single page and a run over the
whole caseload take the same way.
"""
