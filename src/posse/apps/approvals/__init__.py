"""Corrections that need a second person: what was proposed, and what another one decided."""
