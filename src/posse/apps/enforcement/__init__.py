"""Enforcement without a court: where each remedy stands for each parent, and how it came there.

What was decided, what moved, what is suppressed, what is under review and what partners
matched. A remedy's name is the law's (``policy/*/support/remedies``), so it is text here.
"""
