"""Tokens by which programs act as a user, how they are used, and what they were answered."""
