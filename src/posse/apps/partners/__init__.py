"""Tables of partners: States that ask for enforcement here, institutions that agreed to match.

A request of another State opens no case, so nothing here is a person of the register. The
tables are facts; what stands now is the latest event of each.
"""
