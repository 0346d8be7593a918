"""Tables of the online application: codes to come back by, what was signed, what is counted."""
