"""The statement of a payee: what was paid in a month, out of which payments, and why."""
