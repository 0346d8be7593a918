"""Tables of supplements for children with special needs, and what was paid by hand."""
