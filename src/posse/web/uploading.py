"""The form by which a paper comes in, and what becomes of it."""

from datetime import date

from django import forms

from posse.apps.care.models import CareCase
from posse.apps.cases.models import Case
from posse.apps.records.choices import DocumentKind
from posse.apps.records.models import Document
from posse.services.records.uploads import do_store_upload, refusal_of_size
from posse.web.fields import Choice, Day, sentence

ACCEPTED = "application/pdf,image/jpeg,image/png"


class UploadForm(forms.Form):
    """A file and what it is."""

    file = forms.FileField(
        label="File",
        widget=forms.FileInput(attrs={"class": "usa-file-input", "accept": ACCEPTED}),
        error_messages={"required": "Choose a file.", "empty": "The file is empty."},
    )
    kind = Choice(label="What it is", choices=DocumentKind.choices)
    received_on = Day(label="Received on", required=False, help_text="Today where empty.")


def kept_upload(
    form: UploadForm,
    *,
    on: date,
    by: str,
    case: Case | None = None,
    care_case: CareCase | None = None,
) -> tuple[Document | None, str]:
    """The document, or in a sentence why it was not taken in."""
    if not form.is_valid():
        return None, "Some of this cannot stand; it is marked below."
    file = form.cleaned_data["file"]
    # Asked before the bytes are read into memory.
    refusal = refusal_of_size(file.size, on=on)
    if refusal:
        return None, sentence(refusal)
    try:
        document = do_store_upload(
            name=file.name,
            content=file.read(),
            media_type_claimed=file.content_type or "",
            case=case,
            care_case=care_case,
            kind=form.cleaned_data["kind"],
            received_on=form.cleaned_data["received_on"],
            on=on,
            by=by,
        )
    except ValueError as refused:
        return None, sentence(str(refused))
    return document, ""
