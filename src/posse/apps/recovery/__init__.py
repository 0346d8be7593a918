"""What was paid to the wrong payee, and whom the money of a case follows."""
