"""Pages of the parents' portal: signing up, the own case, its money month by month, balances.

Each page passes the doors of :mod:`posse.web.family.doors`; none shows anything of where the
other parent lives, works, banks or can be reached.
"""
