"""The application for child care online: on a phone, without an account and without script.

A code of either program opens what was saved at the one page to come back. No address holds
anything about anybody.
"""
