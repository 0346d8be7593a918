"""Enforcement without a court: which remedy may be used on whom, and the parent's rights.

:mod:`posse.services.enforcement.facts` reads what the rules ask, for one parent or for all;
:mod:`~posse.services.enforcement.lifecycle` evaluates, keeps what was decided and moves each
remedy; suppressions, reviews, matches and the passport have modules of their own.
"""
