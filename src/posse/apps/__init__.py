"""Tables, one app a subject, the same file names in every app.

``models.py`` holds the tables, ``choices.py`` their coded values with plain words. Nothing
here decides or writes: decisions are in ``rules`` and ``ledger``, writing in ``services``.
Start with :mod:`posse.apps.facts`.
"""
