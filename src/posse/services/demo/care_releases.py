"""The demo's requests to see child care records: one answered, two waiting."""

from datetime import date

from posse.apps.care.models import CareCase
from posse.services.care.cases import people_of_care_case
from posse.services.care.releasing import Asked, do_answer_request, do_ask_for_record, do_show


def do_make_demo_releases(*, on: date, by: str) -> int:
    """Three requests of invented people; how many. Source: CC-403-SAFE-F."""
    cases = list(CareCase.objects.order_by("id")[:2])
    public = Asked("Ida Newsprint", "Example Gazette", "How many families were helped in 2025")
    row = do_ask_for_record(
        ground="public", asked=public, care_case=None, participant=None, on=on, by=by
    )
    words = "The yearly counts, on paper"
    do_answer_request(row, is_released=True, words=words, cost_cents=350, on=on, by=by)
    own = Asked("The applicant", "", "A copy of the own record")
    _do_ask("subject", own, cases[0], on=on, by=by)
    court = Asked("Rex Courtsworth", "Example Law Office", "The attendance of September")
    _do_ask("subpoena", court, cases[-1], on=on, by=by)
    return 3


def _do_ask(ground: str, asked: Asked, care_case: CareCase, *, on: date, by: str) -> None:
    row = do_ask_for_record(
        ground=ground,
        asked=asked,
        care_case=care_case,
        participant=people_of_care_case(care_case)[0],
        on=on,
        by=by,
    )
    if ground == "subject":
        words = "A driver license at the counter"
        do_show(row, need="identity", words=words, document=None, on=on, by=by)
