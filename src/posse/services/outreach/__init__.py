"""Reminders by e-mail and text message, how a person wants them, and how they end.

Start with :func:`posse.services.outreach.reminders.do_send_reminders`.
"""
