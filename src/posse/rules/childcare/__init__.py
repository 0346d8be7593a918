"""The rules of the child care subsidy as array functions: facts in, results and reasons out.

Nothing here knows a table, a clock or a page. Start with
:mod:`posse.rules.childcare.best_estimate` for what a family's sources bring in a month, and
with :mod:`posse.rules.childcare.determination` for what follows from it.
"""
