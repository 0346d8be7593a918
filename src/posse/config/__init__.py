"""Settings, addresses and the database server: what Django needs to stand up.

Start with :mod:`posse.config.settings`.
"""
