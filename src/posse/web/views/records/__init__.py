"""Pages of the case record: its timeline, documents, notes, letters and the calendar."""
