"""Template filters and tags of the staff pages. Start with :mod:`money`."""
