"""Intake: from the first question of somebody to an open case.

* ``inquiries`` is the log of who asked, and of what was handed out or sent.
* ``applications`` starts, saves and files; its answers are checked and its persons kept.
* ``searching`` looks for the case that may exist and keeps the worker's result.
* ``opening`` opens, updates or reopens a case by that result, and nothing else can.
* ``referring`` takes in what other agencies refer; ``scoring`` counts what an audit would fail.

Start with :mod:`posse.services.intake.applications`.
"""
