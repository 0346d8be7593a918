"""Support orders, their dated terms, and balances brought over by certified record."""
