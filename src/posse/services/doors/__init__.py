"""The doors to what not everybody of the staff may see, and the log of who looked."""
