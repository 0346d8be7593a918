"""The law as anybody may read it: what stands where, who cites it, and how to find it.

:mod:`posse.rules.library.shelves` gathers parameters, clauses and readings of one profile with
everything that cites them; :mod:`posse.rules.library.finding` searches them.
"""
