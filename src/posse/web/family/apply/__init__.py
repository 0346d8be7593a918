"""The application online: pages for a parent without an account, on a phone, without script.

``holding`` knows which application is open on a device; ``beginning`` starts it and lets a
parent come back; ``asking`` is one page of questions; ``finishing`` takes papers and the
signature. No address holds anything about anybody.
"""
