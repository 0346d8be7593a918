"""What the pages read: the case file, its money, runs and files; nothing here writes.

Start with :mod:`posse.services.pages.casefile`.
"""
