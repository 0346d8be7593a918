"""Partners' files: records in, records out, and findings instead of exceptions.

Layouts are data (``layouts/*.csv``, read by :func:`posse.formats.layouts.load_layout`); one
codec reads and writes every one of them: :mod:`posse.formats.codec` one record at a time,
:mod:`posse.formats.columns` a whole byte matrix at once, :mod:`posse.formats.delimited` for
segments with separators, :mod:`posse.formats.tables` for files of separated values of this
project's own. :mod:`posse.formats.nacha` is the bank's payment file,
:mod:`posse.formats.instruments` are card loads and warrants; ``federal_offset``, ``metro2``,
``fidm``, ``insurance_match``, ``new_hire`` and ``eiwo`` are enforcement's. Nothing here
knows a database, a clock or a network: bytes come in as arguments and go out as results.
Start with :mod:`posse.formats.findings`, then :mod:`posse.formats.codec`.
"""
