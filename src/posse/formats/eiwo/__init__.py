"""Electronic income withholding orders, as far as their records are known.

A file is headers, details and trailers; of each the bytes before the record's end are known,
the end itself is not. So no file is ever written and no acknowledgment read. What is known can
be laid out for a worker's eyes, read back, and checked.

:mod:`posse.formats.eiwo.orders` makes a detail from what a paper order states, ``detail``
lays it out, ``envelope`` puts headers and trailers around it.
Source: 45 CFR 303.100(e)(1).
"""
