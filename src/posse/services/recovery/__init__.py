"""What was paid to the wrong payee: who owes it, why, and how it comes back.

Start with :mod:`posse.services.recovery.recovering`.
"""
