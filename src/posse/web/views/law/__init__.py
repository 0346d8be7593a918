"""The law as anybody may read it, without signing in: lists that are searched, and leaves."""
