"""Who looked behind which door: protected addresses, tax information, closed cases."""
