"""Pages of the child care program for staff."""
