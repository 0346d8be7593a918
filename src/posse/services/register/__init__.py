"""Entering facts: people, cases and orders, each through one writer.

Start with :mod:`posse.services.register.cases`.
"""
