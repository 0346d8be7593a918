"""The notice of delinquency: what a parent is told before a withholding that waited begins.

Source: CS-IRG-G10, CS-IRG-G10-b, W.S. 20-6-208, W.S. 20-6-209.
"""

from datetime import date, timedelta

from django.db import transaction

from posse.apps.cases.models import Case
from posse.apps.records.models import Letter
from posse.rules.support.enforcement import last_day_to_ask, review_kinds
from posse.rules.support.remittances import PREFIX as WATCH
from posse.rules.support.withholding import PREFIX
from posse.services.counties import county_names
from posse.services.law import current_law
from posse.services.notices.issuing import NoticeRequest, do_issue_notices
from posse.services.outreach.preferences import languages_of
from posse.services.register.entries import check_open_day
from posse.services.withholding.claims import CLAIMS, claims_of_cases
from posse.services.withholding.contests import KIND
from posse.units.days import add_business_days, day_words
from posse.units.money import format_dollars

NOTICE = "withholding_notice"


def contest_by(*, served_on: date) -> date:
    """The last day to contest; one that is no business day moves to the next (reading A-69).

    Source: CS-IRG-G10.
    """
    law = current_law()
    kind = review_kinds(law, on=served_on)[KIND]
    last = last_day_to_ask(kind, notice_on=served_on, law=law)
    assert last is not None, "the law names the days of a contest"
    return add_business_days(last, 0)


@transaction.atomic
def do_tell_of_delinquency(
    *, case: Case, on: date, by: str, served_on: date | None = None
) -> Letter:
    """Write the notice of delinquency of a case, once a day.

    Without a day of service it goes by post and is held to be served when the post brings it.
    Raises: ValueError where nothing is past due, nobody is to be told, or the day is closed.
    Source: CS-IRG-G10, W.S. 20-6-208.
    """
    check_open_day(on)
    if case.obligor_id is None:
        raise ValueError("the case has no paying parent who could be told")
    law = current_law()
    claims = claims_of_cases([case.pk], on=on).row(0, named=True)
    if claims["arrears_cents"] <= 0:
        raise ValueError("no support is past due in this case, so there is no delinquency")
    mailing = timedelta(days=int(law.value(f"{WATCH}mailing_days", on=on)))
    served_on = served_on or on + mailing
    if served_on < on:
        raise ValueError("a notice is served on the day it is written, or later")
    last_day = contest_by(served_on=served_on)
    kind = review_kinds(law, on=on)[KIND]
    county = county_names(on=on).get(case.county_fips, "")
    values = {
        "past_due_cents": claims["arrears_cents"],
        "as_of": on,
        "monthly_cents": sum(claims[claim] for claim in CLAIMS),
        "contest_by": last_day,
        "contest_days": kind.ask_within_days,
        "hearing_days": int(law.value(f"{PREFIX}contest_hearing_days", on=on)),
        "decision_days": int(law.value(f"{PREFIX}contest_decision_days", on=on)),
        "county": f"{county} County".strip(),
    }
    request = NoticeRequest(
        key=f"{NOTICE}:{case.pk}:{on}",
        case=case,
        values=values,
        about=(
            f"{format_dollars(claims['arrears_cents'])} was past due."
            f" To be contested by {day_words(last_day)}."
        ),
        participant_id=case.obligor_id,
        language=languages_of([case.obligor_id]).get(case.obligor_id, "en"),
    )
    written = do_issue_notices(notice=NOTICE, requests=[request], on=on, by=by)
    if not written:
        raise ValueError("this notice was written today already")
    return written[0]
