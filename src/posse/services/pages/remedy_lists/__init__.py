"""Worklists of enforcement, each a query with its columns, its choices and its orders.

``register.py`` names them all; a page and a CSV file show any of them.
"""
