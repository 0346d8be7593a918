"""Income withholding: who pays a parent, what was ordered of that payor, and what came of it.

An order is what went out to a payor: it stays as it went, and the next one replaces it.
"""
