"""The money core: facts in, postings out, with no database, clock or framework.

* :mod:`posse.ledger.accounts` names obligations, buckets, payees and the chart of accounts.
* :mod:`posse.ledger.facts` is the shape of what happened, as arrays.
* :mod:`posse.ledger.distribution` applies one collection to the debts of an obligor.
* :mod:`posse.ledger.fold` turns facts into postings, whoever's and however many.
* :mod:`posse.ledger.simulation` folds the same facts under two laws and compares.

Start with :func:`posse.ledger.fold.fold`.
"""
