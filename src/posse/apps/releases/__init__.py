"""Tables of who asked to see a child care record, what was shown for it, and what went out."""
