"""Tokens of the data interface: made, revoked, recognised, counted, and answered once."""
