"""Posse runs a state's child support and child care subsidy programs.

Start with ``ARCHITECTURE.md``. The law is data under ``policy/``; ``units``, ``rules``,
``ledger`` and ``formats`` are pure; ``services`` writes; ``jobs``, ``web`` and ``cli`` call.
"""

__version__ = "0.1.0"
