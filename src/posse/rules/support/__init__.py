"""Child support rules, arrays in and arrays out. Start with :mod:`.deadlines`."""
