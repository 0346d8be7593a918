"""Closing cases: what was found, who was told, who answered, what was closed and reopened."""
