"""What a file truly is, told from its bytes, whatever its name and its sender say."""

import puremagic

from posse.apps.records.choices import MediaType

SUFFIXES = {MediaType.PDF: "pdf", MediaType.JPEG: "jpg", MediaType.PNG: "png"}
BEGINNINGS = {
    MediaType.PDF: b"%PDF-",
    MediaType.JPEG: b"\xff\xd8\xff",
    MediaType.PNG: b"\x89PNG\r\n\x1a\n",
}
PNG_END = b"IEND\xaeB`\x82"
# The end of a ZIP archive's directory: archives are read from their end.
ZIP_END, ZIP_END_BYTES = b"PK\x05\x06", 65_557
HIDDEN_IN_PICTURES = (b"%PDF-", b"<script", b"<html", b"<?php", b"<!doctype")
SEND_ANOTHER = "Send a PDF, or a photograph as JPEG or PNG"


def true_type(content: bytes) -> MediaType:
    """The media type of a file by its bytes. Raises: ValueError in words."""
    for media_type, beginning in BEGINNINGS.items():
        if content.startswith(beginning):
            return media_type
    seen = _other_type(content)
    if "hei" in seen.lower():
        raise ValueError(
            "this is a HEIC photograph, which cannot be shown here. In the camera's settings"
            " choose the most compatible format (JPEG), or send a screenshot of it"
        )
    what = f"this looks like {seen}" if seen else "it cannot be told what kind of file this is"
    raise ValueError(f"{what}, which is not accepted. {SEND_ANOTHER}")


def _other_type(content: bytes) -> str:
    try:
        matches = puremagic.magic_string(content[:8192])
    except (puremagic.PureError, ValueError):
        return ""
    return str(matches[0].name or matches[0].mime_type) if matches else ""


def check_is_one_file(content: bytes, media_type: MediaType) -> None:
    """Refuse a file that is also something else to another program. Raises: ValueError."""
    if ZIP_END in content[-ZIP_END_BYTES:] and not _ends_as_pdf(content, media_type):
        raise ValueError(f"another file is hidden behind this one. {SEND_ANOTHER}")
    if media_type is MediaType.PDF:
        return
    lowered = content.lower()
    if any(mark.lower() in lowered for mark in HIDDEN_IN_PICTURES):
        raise ValueError(f"something else is hidden in the picture. {SEND_ANOTHER}")
    if media_type is MediaType.PNG and not content.rstrip(b"\0").endswith(PNG_END):
        raise ValueError("the picture is cut off, or something is hidden behind its end")


def _ends_as_pdf(content: bytes, media_type: MediaType) -> bool:
    """Whether an archive is an attachment within a PDF, whose end comes after it."""
    return media_type is MediaType.PDF and content.rfind(b"%%EOF") > content.rfind(ZIP_END)
