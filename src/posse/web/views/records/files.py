"""Files as answers: pages drawn anew for looking at, originals for downloading only."""

from django.http import Http404, HttpResponse
from django.utils.http import content_disposition_header

from posse.apps.records.models import StoredFile
from posse.services.records.uploads import page_picture
from posse.web.workday import page_date

# Even where a browser shows what it should only save, it runs nothing and asks nobody.
SANDBOX = "default-src 'none'; sandbox"


def picture_response(stored: StoredFile, place: int) -> HttpResponse:
    """A page of a file, counted from 1, as a picture. Raises: Http404."""
    try:
        picture, media_type = page_picture(stored, place=place - 1, on=page_date())
    except ValueError as refusal:
        raise Http404(str(refusal)) from refusal
    response = HttpResponse(picture, content_type=media_type)
    response["Cache-Control"] = "private, max-age=600"
    return _guarded(response)


def original_response(stored: StoredFile, name: str) -> HttpResponse:
    """A file byte for byte, to be saved and never shown."""
    response = HttpResponse(bytes(stored.content), content_type="application/octet-stream")
    response["Content-Disposition"] = content_disposition_header(
        as_attachment=True, filename=name
    )
    response["Cache-Control"] = "private, no-store"
    return _guarded(response)


def _guarded(response: HttpResponse) -> HttpResponse:
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = SANDBOX
    return response
