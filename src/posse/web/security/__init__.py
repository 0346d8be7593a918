"""What stands before every page: headers, locks, sessions, the second factor, history.

These are middleware and adapters; none decides who may see which row, which is the task of
:mod:`posse.web.doors`.
"""
