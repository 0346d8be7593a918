"""Accounts for the State: what waits and why, what the State kept, and the quarter's report.

Every figure is a sum of postings through a day, so that a report of an earlier close is told
again as it was, whatever became known since.
"""
