"""The record of a case beside its money: files, notes, contacts, letters, the calendar."""
