"""Money in: files taken in once, receipts identified, the rest in suspense.

Start with :mod:`posse.services.money_in.receipts`.
"""
