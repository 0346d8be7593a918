"""Cases, the families they serve, the roles people have in them, and assistance."""
