"""Money out: what is due to whom, disbursements, and the files for the bank.

Start with :mod:`posse.services.money_out.disbursements`.
"""
