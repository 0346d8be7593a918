"""Earlier versions of the rows that change in place, kept by the database itself."""
