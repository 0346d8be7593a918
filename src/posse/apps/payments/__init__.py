"""Files and money that came in, suspense, and money that went out."""
