"""The rules of signing in: when a name is locked, a session ends, a second step is asked."""
