"""Documents for courts and families: one folder each, typeset as accessible PDFs.

A folder holds the document's data (``data.py``), its Typst template, a made-up sample and the
text that the sample must give. Services build the data; nothing here knows Django, a
database or a clock, so the same data always give the same bytes.
Start with :mod:`posse.notices.payment_record.data`.
"""
