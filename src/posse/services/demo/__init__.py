"""The demo's own writers: a caseload in bulk, and the sign-ins of an installation.

Start with :mod:`posse.services.demo.caseload`.
"""
