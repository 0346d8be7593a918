"""Notices written in bulk, printed with a manifest, and recorded when they come back.

Start with :func:`posse.services.notices.issuing.do_issue_notices`.
"""
