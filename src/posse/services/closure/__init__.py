"""Closing cases: reading what the tests ask, telling people, closing, reopening, keeping.

Nothing is closed by hand alone: :mod:`posse.services.closure.closing` evaluates every test
of the reason again at the moment of closing.
"""
