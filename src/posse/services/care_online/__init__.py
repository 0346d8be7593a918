"""The application for child care online: saved page by page, signed, and filed with its day.

Codes, papers' limits and the counting of strangers are those of :mod:`posse.services.online`.
"""
