"""The only place that writes: ``do_…`` functions, by subject; reads end in ``_for_…``.

Every writer takes its business date and who acts, and is one transaction.

* ``register`` enters people, cases and orders; ``money_in`` takes in files and receipts.
* ``books`` folds facts into postings and explains them; ``money_out`` pays.
* ``recovery`` brings back what was paid to the wrong payee; ``corrections`` asks a second
  person before a large correction is done.
* ``pages`` and ``search`` read for the screens; ``demo`` makes the demo's caseload.

Start with :mod:`posse.services.money_in.receipts`, :mod:`posse.services.books.posting` and
:mod:`posse.services.money_out.disbursements`: a payment's way.
"""
