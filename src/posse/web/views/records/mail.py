"""Letters on their way: the notices there are, what waits, batches, and what came back."""

from mimetypes import guess_type
from pathlib import Path
from tempfile import TemporaryDirectory

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from posse.notices.letter.forms import notice_forms
from posse.notices.letter.samples import sample_pdf
from posse.rules.texts import LANGUAGES
from posse.services.access import PRINT_LETTERS, may
from posse.services.notices.printing import (
    LETTERS,
    MANIFEST,
    do_write_batch,
    letters_waiting,
)
from posse.services.pages.mail import batch_by_id, notice_rows, print_batches
from posse.web.acts.mail_acts import LETTER_ACTS, PRINT
from posse.web.doors import letter_for_user, require, staff_page
from posse.web.views.acting import FORM_METHODS, Acting, act_or_404, act_page


@require_GET
@staff_page
def notices(request: HttpRequest) -> HttpResponse:
    """Every notice: to whom, on which law, how often it was sent, and how it looks."""
    context = {"rows": notice_rows(), "languages": LANGUAGES.items()}
    return render(request, "records/notices.html", context)


@require_GET
@staff_page
def notice_sample(
    request: HttpRequest,  # noqa: ARG001 - every view takes it
    name: str,
    language: str,
) -> HttpResponse:
    """The made-up letter of a notice."""
    forms = notice_forms()
    if name not in forms or language not in LANGUAGES:
        raise Http404(f"There is no sample of {name} in {language}.")
    response = HttpResponse(
        sample_pdf(forms[name], language=language), content_type="application/pdf"
    )
    response.headers["Content-Disposition"] = f'inline; filename="{name}-{language}.pdf"'
    return response


@require_GET
@staff_page
def mail(request: HttpRequest) -> HttpResponse:
    """What waits to be printed, and what was printed."""
    context = {
        "waiting": letters_waiting(),
        "batches": print_batches(),
        "may_print": may(request.user, PRINT_LETTERS),
    }
    return render(request, "records/mail.html", context)


@FORM_METHODS
@staff_page
def print_letters(request: HttpRequest) -> HttpResponse:
    """Print what waits."""
    over = "" if letters_waiting() else "No letter waits to be printed."
    return act_page(
        request, Acting(PRINT, None, "Mail", reverse("mail"), context={"over": over})
    )


@require_GET
@staff_page
def batch_letters(request: HttpRequest, batch_id: int) -> HttpResponse:
    """The letters of a batch as one PDF."""
    return _batch_file(request, batch_id, LETTERS)


@require_GET
@staff_page
def batch_manifest(request: HttpRequest, batch_id: int) -> HttpResponse:
    """What lies in a batch, a line each."""
    return _batch_file(request, batch_id, MANIFEST)


def _batch_file(request: HttpRequest, batch_id: int, name: str) -> HttpResponse:
    """A file of a batch, made once more. Raises: Http404, PermissionDenied."""
    require(request.user, PRINT_LETTERS)
    batch = batch_by_id(batch_id)
    if batch is None:
        raise Http404(f"There is no batch {batch_id}.")
    with TemporaryDirectory() as folder:
        printed = do_write_batch(batch, outbox=Path(folder))
        file = printed.letters if name == LETTERS else printed.manifest
        return HttpResponse(
            file.read_bytes(),
            content_type=guess_type(name)[0],
            headers={"Content-Disposition": f'attachment; filename="batch-{batch.pk}-{name}"'},
        )


@FORM_METHODS
@staff_page
def letter_act(request: HttpRequest, letter_id: int, act: str) -> HttpResponse:
    """That a letter came back."""
    letter = letter_for_user(request.user, letter_id)
    found = act_or_404(LETTER_ACTS, act)
    done_url = reverse("letter", args=[letter_id])
    heading = f"{found.title}: {letter.get_kind_display()}"
    return act_page(request, Acting(found, letter, "Letter", done_url, heading=heading))
