"""Earlier versions of rows: who changed what, when and why."""
