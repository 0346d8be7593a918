"""Writing into the record of a case, and correcting or moving what stands there."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from posse.web.acts.record_acts import CORRECT_NOTE, ENTRY_ACTS, record_acts
from posse.web.doors import calendar_entry_for_user, case_for_user, note_for_user, staff_page
from posse.web.views.acting import FORM_METHODS, Acting, act_or_404, act_page
from posse.web.workday import acting_date


def notes_url(number: str) -> str:
    """Where the notes of a case stand."""
    return f"{reverse('case', args=[number])}?tab=notes"


@FORM_METHODS
@staff_page
def record_act(request: HttpRequest, number: str, act: str) -> HttpResponse:
    """A note, a contact or something on the calendar."""
    case = case_for_user(request.user, number)
    acts = record_acts(request.GET.get("template", ""), on=acting_date())
    return act_page(
        request, Acting(act_or_404(acts, act), case, f"Case {number}", notes_url(number))
    )


@FORM_METHODS
@staff_page
def correct_note(request: HttpRequest, note_id: int) -> HttpResponse:
    """Another wording beside a note."""
    note = note_for_user(request.user, note_id)
    number = note.case.number
    return act_page(request, Acting(CORRECT_NOTE, note, f"Case {number}", notes_url(number)))


@FORM_METHODS
@staff_page
def entry_act(request: HttpRequest, entry_id: int, act: str) -> HttpResponse:
    """Moving something on the calendar, or calling it off."""
    entry = calendar_entry_for_user(request.user, entry_id)
    month = f"{reverse('calendar')}?month={entry.effective_on:%Y-%m}"
    found = act_or_404(ENTRY_ACTS, act)
    heading = f"{found.title}: {entry.title}"
    return act_page(request, Acting(found, entry, "Calendar", month, heading=heading))
