"""Tables of proofs in the child care program: what was asked for, and what proves what."""
