"""Enforcement without a court: which remedies may be used on whom, and the reason for each.

The remedies are the law's (``policy/*/support/remedies``), their criteria in order, with
comparator and threshold. One array run judges one parent or a million.

* :mod:`.facts` is what the rows of parents and cases say.
* :mod:`.register` reads the law into typed remedies.
* :mod:`.measures` turns facts into the values that criteria compare.
* :mod:`.evaluation` judges every remedy for every parent.
* :mod:`.next_steps` says what happens next, and when.
* :mod:`.sentences` puts criteria into words.
* :mod:`.credit_status` says how an account is reported to the credit bureau.
* :mod:`.changes` turns results into additions, changes and deletions for a partner.
* :mod:`.schedules` says which remedies run on a day.

Start with :func:`.evaluation.evaluate`.
"""
