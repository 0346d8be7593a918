"""Cards and warrants, and the life of each disbursement after it left the building."""
