"""The only place that writes: ``do_…`` functions, by subject; reads end in ``_for_…``.

Every writer takes its business date and who acts, and is one transaction. Start with
:mod:`posse.services.receipts` (money in), :mod:`posse.services.posting` (the books) and
:mod:`posse.services.disbursements` (money out).
"""
