"""Several documents as one PDF, for a printer that takes a whole batch."""

import io
from collections.abc import Iterable

import pypdfium2  # type: ignore[import-untyped]


def joined(pdfs: Iterable[bytes]) -> bytes:
    """All pages of all documents in their order."""
    whole = pypdfium2.PdfDocument.new()
    for pdf in pdfs:
        whole.import_pages(pypdfium2.PdfDocument(pdf))
    written = io.BytesIO()
    encode = whole.save
    encode(written)
    return written.getvalue()
