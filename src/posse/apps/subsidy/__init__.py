"""Tables of the child care subsidy: providers, determinations, authorizations and changes."""
