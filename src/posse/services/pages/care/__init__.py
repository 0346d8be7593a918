"""What the pages of the child care program show, each page a module."""
