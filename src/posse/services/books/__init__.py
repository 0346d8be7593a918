"""The books: who is folded, what is posted, why, and the close of the day.

Start with :mod:`posse.services.books.posting`.
"""
