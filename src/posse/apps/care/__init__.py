"""Tables of families who ask for child care assistance: who they are and what they told."""
