"""Corrections of the books that may need a second person: proposing, deciding, doing.

A correction up to the law's amount is done at once by whoever may. Above it, or by whoever
may only ask, it becomes a proposal that another person approves or refuses; approving does
it in the same transaction, once. Start with :mod:`posse.services.corrections.proposing`.
"""
