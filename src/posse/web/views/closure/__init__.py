"""Pages of closing: the worklist of the office, and each step on a case."""
