"""Asking a family for proofs: a request a factor, and one letter that names them all.

Source: CC-301-B, CC-301-F, CC-404-E, CC-401-D-J, CC-1405-A.
"""

from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np
from django.db import transaction

from posse.apps.care.choices import CareApplicationState
from posse.apps.care.models import CareApplication, CareCase
from posse.apps.proofs.models import VerificationRequest
from posse.apps.records.models import Letter
from posse.rules.childcare.eligibility.facts import NO_DAY
from posse.rules.childcare.evidence import Factor, request_due_days
from posse.rules.childcare.notices import NoticeTerms
from posse.services.care.letters import do_send_care_letter, names_of, reason
from posse.services.care.needing import evidence_terms
from posse.services.care.proving import PROVED, standings_of
from posse.services.law import current_law
from posse.units.days import add_business_days, day_from_number, day_number, day_words


@transaction.atomic
def do_ask_for_proof(
    care_case: CareCase,
    *,
    asks: Sequence[tuple[int, str]],
    on: date,
    by: str,
    due_on: date | None = None,
    words: str = "",
) -> list[VerificationRequest]:
    """Ask for the proofs of some people's factors, each by its day, in one letter.

    A day may be set later than the law's, never earlier. Nothing is asked for that a system
    or an earlier case proves already. Raises: ValueError in words.
    Source: CC-301-B-1, CC-301-B-2, CC-301-F, CC-404-E, CC-401-D-J.
    """
    CareCase.objects.select_for_update().get(pk=care_case.pk)
    wanted = dict.fromkeys(asks)
    if not wanted:
        raise ValueError("choose what the family is asked to prove")
    application = open_application(care_case)
    factors = _asked_factors(care_case, list(wanted), on=on)
    due = {
        pair: _due(factor, application, due_on=due_on, on=on)
        for pair, factor in factors.items()
    }
    letter = _do_write(care_case, application, factors=factors, due=due, on=on, by=by)
    return VerificationRequest.objects.bulk_create(
        VerificationRequest(
            care_case=care_case,
            application=application,
            participant_id=participant,
            factor=name,
            words=words.strip()[:300],
            due_on=due[participant, name],
            letter=letter,
            effective_on=on,
            recorded_on=on,
            recorded_by=by,
        )
        for participant, name in factors
    )


def open_application(care_case: CareCase) -> CareApplication | None:
    """The application that waits for a decision, where there is one."""
    rows = care_case.applications.filter(state=CareApplicationState.FILED)
    return rows.order_by("-id").first()


def _asked_factors(
    care_case: CareCase, pairs: Sequence[tuple[int, str]], *, on: date
) -> dict[tuple[int, str], Factor]:
    """The factors that are asked for. Raises: ValueError for one that is proved, or is none."""
    standings = {each.need.pair: each for each in standings_of(care_case, on=on)}
    for pair in pairs:
        if pair not in standings:
            raise ValueError("nothing of this kind is to be proved in this case")
        standing = standings[pair]
        # What ends soon is asked for in time, so that the new proof comes before.
        if standing.state == PROVED and not standing.is_ending:
            raise ValueError(
                f"{standing.need.factor.words.lower()} is proved already, and the family is not"
                " asked for it again (CC-301-B-1, CC-301-B-2)"
            )
    return {pair: standings[pair].need.factor for pair in pairs}


def _due(
    factor: Factor, application: CareApplication | None, *, due_on: date | None, on: date
) -> date:
    """By when a proof is to come. Raises: ValueError for a day that is too early."""
    filed = application.filed_on if application else None
    earliest = day_from_number(
        int(
            request_due_days(
                np.array([day_number(on)]),
                applied_days=np.array([day_number(filed) if filed else NO_DAY]),
                is_immigration=np.array([factor.is_immigration]),
                terms=evidence_terms(on=on),
            )[0]
        )
    )
    # A day set for all holds for immigration status only where it is late enough.
    if due_on is None or (factor.is_immigration and due_on < earliest):
        return earliest
    if due_on < earliest:
        law = "CC-301-F, CC-404-E"
        raise ValueError(f"the family has until {day_words(earliest)} at least ({law})")
    return due_on


def _do_write(
    care_case: CareCase,
    application: CareApplication | None,
    *,
    factors: dict[tuple[int, str], Factor],
    due: dict[tuple[int, str], date],
    on: date,
    by: str,
) -> Letter:
    """The request for contact or verification. Source: CC-1405-A-1-b, CC-1405-A-2-b."""
    names = names_of([participant for participant, _ in factors], on=on)
    proofs = [
        {
            "what": f"care_proofs.{factor.name}",
            "who": names.get(participant, ""),
            "due_on": due[participant, name],
            "law": ["CC-401-D-J" if factor.is_immigration else "CC-301-F"],
        }
        for (participant, name), factor in factors.items()
    ]
    count = care_case.verification_requests.count()
    return do_send_care_letter(
        kind="care_proofs",
        care_case=care_case,
        values={
            "asked": "applicant" if application else "recipient",
            "proofs": proofs,
            "acts_on": _acts_on(max(due.values()), application, on=on),
        },
        reasons=[reason("proofs_needed", law=["CC-301-F", "CC-404-C-2"])],
        about=f"{len(proofs)} proof{'' if len(proofs) == 1 else 's'} asked for",
        key=f"care-proofs:{care_case.pk}:{count}",
        on=on,
        by=by,
        application=application,
    )


def _acts_on(last_due: date, application: CareApplication | None, *, on: date) -> date:
    """When an application is denied, or what runs ends, where nothing came.

    What runs ends by a notice of its own, which goes out before. Source: CC-402-F, CC-404-E.
    """
    after = add_business_days(last_due + timedelta(days=1), 0)
    if application is not None:
        return after
    terms = NoticeTerms.from_law(current_law(), on=on)
    return after + timedelta(days=terms.advance_days)
