"""The command line, ``posse``: one module for each family of commands.

:mod:`posse.cli.app` registers them. A module that needs the database starts Django inside
its commands and not at import, so that ``posse --help`` answers at once.
"""
