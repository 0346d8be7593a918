"""The case record: files taken in safely, notes, contacts, letters and the calendar.

A file from outside is opened in a process of its own with little memory and little time
(:mod:`posse.services.records.drawing`); nothing else here looks into its bytes.
"""
