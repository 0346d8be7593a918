"""What a department answers about licenses: kept as steps of the case that asked.

An answer that nobody asked for, about another holder, or of a day before it was asked is a
finding; so is a refusal, because a person has to act on it.
"""

from datetime import date

from posse.apps.cases.models import Case
from posse.apps.enforcement.choices import StepAct
from posse.apps.enforcement.models import RemedyStep
from posse.apps.people.models import Identity
from posse.formats.codec import Record
from posse.formats.findings import Finding
from posse.formats.record_lines import PartnerFile
from posse.services.enforcement.licenses import suspended_by
from posse.services.enforcement.steps import do_keep_step, steps_of_case
from posse.services.matching.merged import members_for
from posse.services.search.keys import normalised
from posse.units.days import day_words

REMEDIES = {
    "drivers": "drivers_license",
    "professional": "professional_license",
    "recreational": "recreational_license",
}
ACTS = {
    "found": StepAct.LICENSE_FOUND,
    "none": StepAct.LICENSE_NONE,
    "suspended": StepAct.SUSPENDED,
    "released": StepAct.GIVEN_BACK,
    "refused": StepAct.SUSPENSION_REFUSED,
}
NUMBER_LENGTH = 80


def do_take_license_answers(
    file: PartnerFile, *, on: date, by: str
) -> tuple[int, tuple[Finding, ...]]:
    """Keep each answer with the case that asked; how many, and what a person looks at.

    Source: W.S. 20-6-111, W.S. 20-6-112, CS-IRG-J28, CS-IRG-J30.
    """
    count, findings = 0, []
    for line, record in file.records:
        wrong, is_kept = _do_take(record, on=on, by=by)
        count += is_kept
        if wrong:
            findings.append(Finding(line, "Answer", "license", wrong, is_fatal=False))
    return count, tuple(findings)


def _do_take(record: Record, *, on: date, by: str) -> tuple[str, bool]:
    """What is wrong with one answer in words, and whether it was kept."""
    case = _case_of(str(record["request_number"]))
    if case is None or case.obligor_id is None:
        return "Nobody of this office has the number under which it was asked.", False
    kind, result = str(record["licence_kind"]), str(record["result"])
    remedy, holder = REMEDIES[kind], str(record["holder_name"])
    if holder and not _is_named(case.obligor_id, holder):
        return f"Case {case.number}: the license is in the name of {holder}.", False
    told_on = date.fromisoformat(str(record["effective_on"]))
    case, wrong = _asked_case(case.obligor_id, remedy, result, told_on=told_on, on=on)
    if case is None:
        return wrong, False
    do_keep_step(
        case=case, remedy=remedy, act=ACTS[result], effective_on=told_on,
        reference=str(record["licence_number"])[:NUMBER_LENGTH], text=str(record["reason"]),
        on=on, by=by,
    )  # fmt: skip
    if result == "refused":
        why = str(record["reason"]) or "no reason told"
        return f"Case {case.number}: the department refused ({why}).", True
    return "", True


def _case_of(request: str) -> Case | None:
    """The oldest case of the parent by whose number a partner was asked."""
    if not (request.isascii() and request.isdigit()):
        return None
    return Case.objects.filter(obligor=int(request)).order_by("opened_on", "id").first()


def _asked_case(
    obligor: int, remedy: str, result: str, *, told_on: date, on: date
) -> tuple[Case | None, str]:
    """The case in which an answer's question was asked, or why there is none."""
    if told_on > on:
        return None, f"The answer is dated {day_words(told_on)}, after today."
    cases = list(Case.objects.filter(obligor=obligor).order_by("opened_on", "id"))
    if result in {"found", "none"}:
        return cases[0], ""
    for case in cases:
        asked = _question(case, remedy, result)
        if asked is not None and asked.effective_on <= told_on:
            return case, ""
        if asked is not None:
            asked_on, day = day_words(asked.effective_on), day_words(told_on)
            return (
                None,
                f"Case {case.number}: it was asked on {asked_on} and the answer is of {day}.",
            )
    return None, f"Case {cases[0].number}: nobody asked for it, and the answer is: {result}."


def _question(case: Case, remedy: str, result: str) -> RemedyStep | None:
    """The step that a department answers by a result."""
    if result == "released":
        return steps_of_case(case, remedy).filter(act=StepAct.RESTORED).last()
    return suspended_by(case, remedy)


def _is_named(obligor: int, holder: str) -> bool:
    rows = Identity.objects.filter(participant__in=members_for([obligor])[obligor])
    told = sorted(normalised(holder).split())
    return any(sorted(normalised(row.full_name).split()) == told for row in rows)
