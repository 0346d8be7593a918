"""Documents and letters of a case: adding one, looking at its pages, saving the original."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from posse.apps.records.models import Document, Letter
from posse.services.access import DOWNLOAD_ORIGINALS, RECORD_CASES, may
from posse.services.records.uploads import MEGABYTE, download_name, upload_max_bytes
from posse.web.doors import (
    case_for_user,
    document_for_user,
    letter_for_user,
    office_page,
    require,
    staff_page,
)
from posse.web.uploading import UploadForm, kept_upload
from posse.web.views.records.files import original_response, picture_response
from posse.web.workday import acting_date

PAGES_SHOWN = 5


@require_http_methods(["GET", "POST"])
@staff_page
def add_document(request: HttpRequest, number: str) -> HttpResponse:
    """A paper put into the record of a case."""
    case, on = case_for_user(request.user, number), acting_date()
    form, refusal = UploadForm(), ""
    if request.method == "POST":
        require(request.user, RECORD_CASES)
        form = UploadForm(request.POST, request.FILES)
        kept, refusal = kept_upload(form, case=case, on=on, by=request.user.get_username())
        if kept:
            messages.success(request, f"{kept.name} is in the record.")
            return redirect("document", kept.pk)
    context = {
        "case": case,
        "form": form,
        "refusal": refusal,
        "may_record": may(request.user, RECORD_CASES),
        "megabytes": upload_max_bytes(on=on) // MEGABYTE,
    }
    status = 422 if form.is_bound else 200
    return render(request, "records/add_document.html", context, status=status)


def of_case(record: Document | Letter) -> tuple[str, str] | None:
    """The case of a record in words and where it stands, in either program."""
    if record.care_case is not None:
        number = record.care_case.number
        return f"Child care {number}", reverse("care-case", args=[number])
    if record.case is not None:
        number = record.case.number
        return f"Case {number}", f"{reverse('case', args=[number])}?tab=documents"
    return None


@require_GET
@office_page
def document(request: HttpRequest, document_id: int) -> HttpResponse:
    """A document: where it came from, and its pages as pictures."""
    found = document_for_user(request.user, document_id)
    places = range(1, found.stored.page_count + 1)
    context = {
        "document": found,
        "of_case": of_case(found),
        "page": Paginator(places, PAGES_SHOWN).get_page(request.GET.get("page")),
        "may_download": may(request.user, DOWNLOAD_ORIGINALS),
    }
    return render(request, "records/document.html", context)


@require_GET
@office_page
def document_page(request: HttpRequest, document_id: int, place: int) -> HttpResponse:
    """One page of a document, drawn anew."""
    return picture_response(document_for_user(request.user, document_id).stored, place)


@require_GET
@office_page
def document_original(request: HttpRequest, document_id: int) -> HttpResponse:
    """A document byte for byte, to be saved."""
    found = document_for_user(request.user, document_id)
    require(request.user, DOWNLOAD_ORIGINALS)
    return original_response(found.stored, download_name(found))


@require_GET
@office_page
def letter(request: HttpRequest, letter_id: int) -> HttpResponse:
    """A letter as it went out: to where, and its pages as pictures."""
    found = letter_for_user(request.user, letter_id)
    places = range(1, found.stored.page_count + 1)
    context = {
        "letter": found,
        "of_case": of_case(found),
        "page": Paginator(places, PAGES_SHOWN).get_page(request.GET.get("page")),
        "may_download": may(request.user, DOWNLOAD_ORIGINALS),
    }
    return render(request, "records/letter.html", context)


@require_GET
@office_page
def letter_page(request: HttpRequest, letter_id: int, place: int) -> HttpResponse:
    """One page of a letter."""
    return picture_response(letter_for_user(request.user, letter_id).stored, place)


@require_GET
@office_page
def letter_original(request: HttpRequest, letter_id: int) -> HttpResponse:
    """A letter as it was sent, to be saved."""
    found = letter_for_user(request.user, letter_id)
    require(request.user, DOWNLOAD_ORIGINALS)
    return original_response(found.stored, f"letter-{found.case_number}-{found.pk}.pdf")
