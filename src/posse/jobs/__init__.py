"""Jobs: callers of services that take a date and can be run twice.

Start with :mod:`posse.jobs.nightly`.
"""
