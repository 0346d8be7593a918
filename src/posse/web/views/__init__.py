"""Pages by subject. A view parses, calls a door and a service, and renders: no more."""
