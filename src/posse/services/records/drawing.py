"""Opens a file that a stranger sent, in a process of its own that may fail or be killed.

Started as ``python -m posse.services.records.drawing look|draw …`` with the file's bytes as
input. It answers with JSON (look) or with a picture (draw); exit code 3 is a refusal in
words. Memory and time are bounded, so that a file made to exhaust a machine ends only this
process. Nothing of Django or of the installation is known here.
"""

import ctypes
import io
import json
import resource
import sys
from typing import NoReturn

import pypdfium2  # type: ignore[import-untyped]
from PIL import Image, ImageOps
from pypdfium2 import raw

MEMORY_BYTES, CPU_SECONDS = 1 << 30, 20
REFUSED = 3
# Enough to read small print; a whole page stays below a megabyte.
LONGER_SIDE_PIXELS = 1600
PILLOW_NAMES = {"image/jpeg": "JPEG", "image/png": "PNG"}
PDF = "application/pdf"


def refuse(words: str) -> NoReturn:
    """End with a sentence for the person who sent the file."""
    sys.stdout.write(words)
    sys.stdout.flush()
    sys.exit(REFUSED)


def opened_picture(content: bytes, media_type: str, *, megapixels_max: int) -> Image.Image:
    """A picture whose header alone was read, of no other format and not too large."""
    Image.MAX_IMAGE_PIXELS = None
    picture = Image.open(io.BytesIO(content), formats=[PILLOW_NAMES[media_type]])
    if picture.width * picture.height > megapixels_max * 1_000_000:
        refuse(f"the picture is larger than {megapixels_max} million points")
    return picture


def opened_pdf(content: bytes) -> pypdfium2.PdfDocument:
    """A PDF that opens without a password."""
    try:
        return pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as refusal:
        if raw.FPDF_GetLastError() == raw.FPDF_ERR_PASSWORD or "assword" in str(refusal):
            refuse("the PDF is locked with a password; save it without one and send it again")
        refuse("the PDF is damaged and cannot be opened; save it again and send that")


def drawn_page(pdf: pypdfium2.PdfDocument, place: int) -> Image.Image:
    """A page of a PDF as a picture, whatever size it claims to have."""
    page = pdf[place]
    longer = max(page.get_size())
    if not 1 <= longer <= 20_000:
        refuse("a page of the PDF has no size that paper has")
    drawn = page.render(scale=LONGER_SIDE_PIXELS / longer, may_draw_forms=False)
    picture: Image.Image = drawn.to_pil()
    return picture


def drawn_picture(picture: Image.Image) -> Image.Image:
    """A picture upright and no larger than it need be, without what was hidden beside it."""
    picture.draft("RGB", (LONGER_SIDE_PIXELS, LONGER_SIDE_PIXELS))
    upright = ImageOps.exif_transpose(picture)
    upright.thumbnail((LONGER_SIDE_PIXELS, LONGER_SIDE_PIXELS))
    canvas = Image.new("RGB", upright.size, "white")
    # What can be seen through is shown on white, as paper would be.
    seen = upright.convert("RGBA")
    canvas.paste(seen, mask=seen.getchannel("A"))
    return canvas


def pdf_remarks(pdf: pypdfium2.PdfDocument) -> list[str]:
    """What a PDF carries beside its pages; none of it is ever run or shown."""
    remarks = []
    if raw.FPDFDoc_GetJavaScriptActionCount(pdf) > 0:
        remarks.append("The PDF carries a script. It does not run in the pages shown here.")
    if raw.FPDFDoc_GetAttachmentCount(pdf) > 0:
        remarks.append("Other files are attached to the PDF. They are not shown here.")
    return remarks


def look(content: bytes, media_type: str, *, megapixels_max: int, pages_max: int) -> str:
    """How many pages a file has and what is odd about it, once its first page was drawn."""
    if media_type != PDF:
        picture = opened_picture(content, media_type, megapixels_max=megapixels_max)
        drawn_picture(picture)
        return json.dumps({"page_count": 1, "remarks": []})
    pdf = opened_pdf(content)
    if not len(pdf):
        refuse("the PDF has no pages")
    if len(pdf) > pages_max:
        refuse(f"the PDF has {len(pdf)} pages; send at most {pages_max} at a time")
    drawn_page(pdf, 0)
    return json.dumps({"page_count": len(pdf), "remarks": pdf_remarks(pdf)})


def draw(content: bytes, media_type: str, *, megapixels_max: int, place: int) -> bytes:
    """One page as a PNG (of a PDF) or a JPEG (of a picture), made anew from its points."""
    if media_type == PDF:
        return encoded(drawn_page(opened_pdf(content), place).convert("RGB"), "PNG")
    picture = opened_picture(content, media_type, megapixels_max=megapixels_max)
    return encoded(drawn_picture(picture), "JPEG")


def encoded(picture: Image.Image, kind: str) -> bytes:
    """The bytes of a picture."""
    made = io.BytesIO()
    encode = picture.save
    encode(made, kind)
    return made.getvalue()


def main(arguments: list[str]) -> None:
    """Do one thing with the bytes on the input: look at them, or draw a page of them."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    task, media_type, megapixels_max, number = arguments
    content = sys.stdin.buffer.read()
    limits = {"megapixels_max": int(megapixels_max)}
    try:
        if task == "look":
            answer = look(content, media_type, pages_max=int(number), **limits).encode()
        else:
            answer = draw(content, media_type, place=int(number), **limits)
    except (MemoryError, ctypes.ArgumentError):
        refuse("the file needs more memory to be opened than any paper would")
    except Exception:
        # Whatever a decoder raises, the file cannot be shown.
        refuse("the file is damaged and cannot be opened; save it again and send that")
    sys.stdout.buffer.write(answer)


if __name__ == "__main__":
    main(sys.argv[1:])
