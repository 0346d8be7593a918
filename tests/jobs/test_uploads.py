"""What people send is kept byte for byte, shown only as drawn anew, or refused in words."""

import io
import struct
import sys
import zlib
from datetime import date

import pytest
from PIL import Image
from tests.builders import BY, build_case
from tests.records import pdf, picture

from posse.apps.records.models import Document, StoredFile
from posse.services.records.uploads import (
    do_store_upload,
    download_name,
    page_picture,
    safe_name,
    upload_max_bytes,
)

pytestmark = pytest.mark.django_db

ON = date(2026, 10, 1)


def upload(content, *, name="paper.pdf", claimed="", **more):
    return do_store_upload(
        name=name, content=content, media_type_claimed=claimed, on=ON, by=BY, **more
    )


def png_that_claims(width, height):
    """A picture of a few bytes whose header asks for a canvas of any size."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = [(b"IHDR", head), (b"IDAT", zlib.compress(b"\0" * 1000)), (b"IEND", b"")]
    body = b"".join(
        struct.pack(">I", len(data)) + name + data
        + struct.pack(">I", zlib.crc32(name + data)) for name, data in chunks
    )  # fmt: skip
    return b"\x89PNG\r\n\x1a\n" + body


@pytest.mark.parametrize(
    ("content", "media_type"),
    [(pdf(), "application/pdf"), (picture(), "image/png"), (picture("JPEG"), "image/jpeg")],
)
def test_original_is_kept_byte_for_byte_under_its_true_type(content, media_type):
    document = upload(content, case=build_case())
    stored = StoredFile.objects.get(pk=document.stored_id)
    assert bytes(stored.content) == content
    assert stored.media_type == media_type


def test_same_file_sent_twice_is_one_document():
    case = build_case()
    first, second = (upload(picture(), case=case) for _ in range(2))
    assert first.pk == second.pk
    other = upload(picture(), case=build_case())
    assert other.pk != first.pk
    assert other.stored_id == first.stored_id


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"MZ\x90\0" + b"\0" * 300, "Windows"),
        (b"<html><script>alert(1)</script>", "HTML"),
        (b"hello", "cannot be told"),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + b"\0" * 40, "HEIC"),
        (b" \n%PDF-1.4\n", "not accepted"),
        (b"%PDF-1.7\nnothing of the kind", "damaged"),
        (picture()[:60], "cut off"),
        (picture("JPEG")[:120], "damaged"),
        (picture() + b"PK\x05\x06" + b"\0" * 18, "hidden behind"),
        (pdf() + b"PK\x03\x04....PK\x05\x06" + b"\0" * 18, "hidden behind"),
        (picture("JPEG", comment=b"%PDF-1.4"), "hidden in the picture"),
        (picture("JPEG", comment=b"<script>alert(1)</script>"), "hidden in the picture"),
        (picture() + b"<p>more</p>", "behind its end"),
        (png_that_claims(60_000, 60_000), "million points"),
        (pdf(pages=201), "at most 200"),
    ],
)
def test_what_is_no_paper_is_refused_and_nothing_is_kept(content, words):
    with pytest.raises(ValueError, match=words):
        upload(content)
    assert not StoredFile.objects.exists()


def test_file_larger_than_the_law_allows_is_refused():
    largest = upload_max_bytes(on=ON)
    with pytest.raises(ValueError, match="larger than 10 megabytes"):
        upload(picture() + b"\0" * largest)
    kept = picture()
    assert upload(kept + b"\0" * (largest - len(kept))).stored.size_bytes == largest


def locked_pdf():
    """The standard security handler with a password that is not empty (RC4, 40 bits)."""
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>",
        b"<</Filter/Standard/V 1/R 2/P -4/O<" + b"41" * 32 + b">/U<" + b"42" * 32 + b">>>",
    ]
    body, offsets = b"%PDF-1.4\n", []
    for number, each in enumerate(objects, start=1):
        offsets.append(len(body))
        body += b"%d 0 obj" % number + each + b"endobj\n"
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    trailer = b"trailer<</Size 5/Root 1 0 R/Encrypt 4 0 R/ID[<41><41>]>>\n"
    return (
        body + b"xref\n0 5\n0000000000 65535 f \n" + table + trailer
        + b"startxref\n%d\n%%%%EOF" % len(body)
    )  # fmt: skip


def test_locked_pdf_is_refused_with_what_to_do():
    with pytest.raises(ValueError, match="locked with a password; save it without one"):
        upload(locked_pdf())


def scripted_pdf():
    objects = [
        b"<</Type/Catalog/Pages 2 0 R/Names<</JavaScript<</Names[(a) 4 0 R]>>>>>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>",
        b"<</S/JavaScript/JS(app.alert\\(1\\))>>",
    ]
    body = b"%PDF-1.4\n"
    for number, each in enumerate(objects, start=1):
        body += b"%d 0 obj" % number + each + b"endobj\n"
    return body + b"trailer<</Size 5/Root 1 0 R>>\n%%EOF"


def test_script_in_a_pdf_is_told_and_not_shown():
    document = upload(scripted_pdf())
    assert document.remarks == [
        "The PDF carries a script. It does not run in the pages shown here."
    ]
    drawn, media_type = page_picture(document.stored, place=0, on=ON)
    assert media_type == "image/png"
    assert b"JavaScript" not in drawn


def test_disguised_picture_is_kept_as_what_it_is():
    document = upload(picture("JPEG"), name="statement.pdf", claimed="application/pdf")
    assert document.stored.media_type == "image/jpeg"
    assert "sent as 'pdf' but is a JPEG picture" in document.remarks[0]
    assert download_name(document) == "statement.pdf.jpg"


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd.png", "passwd.png"),
        ("C:\\Users\\kim\\scan.png", "scan.png"),
        ("<script>alert(1)<\\script>.png", "script>.png"),
        ("a\u202egnp.exe", "a gnp.exe"),
        ("line\r\nSet-Cookie: a", "line Set-Cookie: a"),
        ("\0\0", "document"),
        ("x" * 300, "x" * 120),
    ],
)
def test_name_loses_what_could_mislead(name, kept):
    assert safe_name(name) == kept


def test_picture_is_drawn_anew_without_what_was_beside_it():
    with_place = picture("JPEG", size=(3000, 1000), comment=b"taken at 12 Example Street")
    document = upload(with_place)
    drawn, media_type = page_picture(document.stored, place=0, on=ON)
    assert media_type == "image/jpeg"
    assert b"Example Street" not in drawn
    assert max(Image.open(io.BytesIO(drawn)).size) <= 1600


def test_page_that_is_not_there_is_refused():
    document = upload(pdf(pages=2))
    assert page_picture(document.stored, place=1, on=ON)
    with pytest.raises(ValueError, match="has 2 pages"):
        page_picture(document.stored, place=2, on=ON)


def scanner(settings, code, words="ok"):
    settings.POSSE_UPLOAD_SCANNER = (
        f"{sys.executable} -c \"import sys; sys.stdin.buffer.read(); print('{words}');"
        f' sys.exit({code})"'
    )


def test_without_a_scanner_the_document_says_so(settings):
    settings.POSSE_UPLOAD_SCANNER = ""
    document = upload(picture())
    assert document.scan_verdict == "not_scanned"


def test_scanner_that_finds_something_keeps_the_file_out(settings):
    scanner(settings, 1)
    with pytest.raises(ValueError, match="harmful"):
        upload(picture())
    assert not Document.objects.exists()


@pytest.mark.parametrize(("code", "verdict"), [(0, "clean"), (2, "failed")])
def test_verdict_of_the_scanner_is_kept_in_its_words(settings, code, verdict):
    scanner(settings, code, words="stream looked at")
    document = upload(picture())
    assert (document.scan_verdict, document.scan_said) == (verdict, "stream looked at")


def test_scanner_that_is_not_there_is_told_and_loses_nothing(settings):
    settings.POSSE_UPLOAD_SCANNER = "/no/such/scanner"
    assert upload(picture()).scan_verdict == "failed"
