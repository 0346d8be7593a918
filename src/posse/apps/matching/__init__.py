"""People entered twice: the report of them, what was decided, and who was merged."""
