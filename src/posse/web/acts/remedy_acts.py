"""What can be done about what no file carries: licenses, liens and passports of a case."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from posse.apps.cases.models import Case
from posse.apps.enforcement.choices import StepAct
from posse.services.access import DECIDE_PASSPORTS, TAKE_PASSPORT_CALLS, TAKE_STEPS
from posse.services.enforcement.licenses import (
    COURT,
    DRIVER,
    PAID,
    PLAN,
    do_ask_suspension,
    do_file_petition,
    do_record_court_order,
    do_record_privilege,
    do_record_service,
    do_restore,
    do_send_ability,
    do_send_intent,
    do_tell_of_court,
    do_try_plan,
    suspended_by,
)
from posse.services.enforcement.liens import LIEN, do_file_lien, do_release_lien
from posse.services.enforcement.passport import (
    CALLER_LENGTH,
    PASSPORT,
    do_settle_passport,
    do_take_passport_call,
)
from posse.services.enforcement.steps import Recipient
from posse.units.money import format_dollars
from posse.web.acts.model import Act, ActForm, Doing, Said
from posse.web.fields import Choice, Count, Day, DollarsOrNothing, Lines, Note, Words

DEPARTMENT = "Wyoming Department of Transportation"
CALL_LENGTH = 2_000


@dataclass(frozen=True)
class CaseRemedy:
    """A remedy in a case, on which something is done."""

    case: Case
    remedy: str


class SendForm(ActForm):
    """Nothing is asked: the letter says what the books say."""


class PlanForm(ActForm):
    """How a payment plan was tried."""

    text = Note(label="What was tried, and what came of it")


class ServedForm(ActForm):
    """When and how the notice reached the parent."""

    served_on = Day(label="Served on")
    text = Note(label="How it was served")


class DepartmentForm(ActForm):
    """To whom the letter goes."""

    name = Words(label="To", length_max=80, is_needed=True)
    address = Lines(label="Address")

    def prepare(self, subject: CaseRemedy, *, on: date) -> None:  # noqa: ARG002 - one shape
        """Offer the department, or whoever was asked before."""
        asked = suspended_by(subject.case, subject.remedy)
        lines = asked.letter.address if asked and asked.letter else []
        if lines:
            self.fields["name"].initial, *rest = lines
            self.fields["address"].initial = "\n".join(rest)
        elif subject.remedy == DRIVER:
            self.fields["name"].initial = DEPARTMENT


class PetitionForm(ActForm):
    """What lies before the court."""

    filed_on = Day(label="Filed on")
    docket = Words(label="Docket number", length_max=80, is_needed=True)
    text = Words(label="What was asked for", length_max=300)


class CourtOrderForm(ActForm):
    """What the court said."""

    ordered_on = Day(label="Ordered on")
    text = Note(label="What the court ordered")


class PrivilegeForm(ActForm):
    """For how long the parent may drive for some purposes."""

    given_on = Day(label="First day")
    ends_on = Day(label="Last day")
    text = Note(label="Who gave it, and for which purposes")


class RestoreForm(DepartmentForm):
    """Why the license goes back, and who is told."""

    why = Choice(
        label="Why does it go back?",
        choices=[
            (PAID, "All of the arrears are paid"),
            (PLAN, "A payment plan is entered"),
            (COURT, "A court ordered it"),
        ],
    )
    text = Words(label="What else is to be known", length_max=300)
    field_order = ("why", "name", "address", "text")


class LienForm(ActForm):
    """What was filed."""

    filed_on = Day(label="Filed on")
    filing_number = Words(label="Number of the filing", length_max=80, is_needed=True)
    page_count = Count(label="Pages", count_max=999, help_text="The fee follows from them.")


class LienReleaseForm(ActForm):
    """When a lien ended."""

    released_on = Day(label="Released on")
    text = Words(label="Why", length_max=300)


class CallForm(ActForm):
    """Who called, and what was said."""

    caller = Words(label="Who called", length_max=CALLER_LENGTH, is_needed=True)
    text = Note(label="What was said", length_max=CALL_LENGTH)


class SettleForm(ActForm):
    """What the director agreed to."""

    paid_cents = DollarsOrNothing(label="What is paid for it")
    ends_on = Day(
        label="Until", required=False, help_text="Empty where it holds without an end."
    )
    note = Note(label="Why, and what was agreed")


def _to(said: Said) -> Recipient:
    return Recipient(said.pop("name"), said.pop("address"))


def _plan(subject: CaseRemedy, said: Said, doing: Doing) -> str:
    do_try_plan(case=subject.case, remedy=subject.remedy, **said, **doing.told)
    return "That a payment plan was tried is kept."


def _ability(subject: CaseRemedy, said: Said, doing: Doing) -> str:  # noqa: ARG001 - one shape
    do_send_ability(case=subject.case, **doing.told)
    return "The notice of ability to suspend is written."


def _intent(subject: CaseRemedy, said: Said, doing: Doing) -> str:  # noqa: ARG001 - one shape
    do_send_intent(case=subject.case, **doing.told)
    return "The notice of intent to suspend is written. Have it served."


def _served(subject: CaseRemedy, said: Said, doing: Doing) -> str:
    do_record_service(case=subject.case, **said, **doing.told)
    return "The day of service is kept; the time for a hearing runs from it."


def _suspend(subject: CaseRemedy, said: Said, doing: Doing) -> str:
    do_ask_suspension(case=subject.case, to=_to(said), **doing.told)
    return "The request to suspend the license is written."


def _court(subject: CaseRemedy, said: Said, doing: Doing) -> str:  # noqa: ARG001 - one shape
    do_tell_of_court(case=subject.case, remedy=subject.remedy, **doing.told)
    return "The notice that a court can be asked is written."


def _petition(subject: CaseRemedy, said: Said, doing: Doing) -> str:
    step = do_file_petition(case=subject.case, remedy=subject.remedy, **said, **doing.told)
    return f"Petition {step.reference} is kept."


def _court_order(subject: CaseRemedy, said: Said, doing: Doing) -> str:
    do_record_court_order(case=subject.case, remedy=subject.remedy, **said, **doing.told)
    return "The order of the court is kept."


def _privilege(subject: CaseRemedy, said: Said, doing: Doing) -> str:
    do_record_privilege(case=subject.case, **said, **doing.told)
    return "The limited privileges are kept."


def _restore(subject: CaseRemedy, said: Said, doing: Doing) -> str:
    to = _to(said)
    do_restore(case=subject.case, remedy=subject.remedy, to=to, **said, **doing.told)
    return "The letter that the license goes back is written."


def _file_lien(subject: CaseRemedy, said: Said, doing: Doing) -> str:
    step = do_file_lien(case=subject.case, **said, **doing.told)
    return f"The filing is kept; its fee is {format_dollars(step.fee_cents or 0)}."


def _release_lien(subject: CaseRemedy, said: Said, doing: Doing) -> str:
    do_release_lien(case=subject.case, **said, **doing.told)
    return "The release is kept, and the parent's letter is written."


def _call(subject: CaseRemedy, said: Said, doing: Doing) -> str:
    do_take_passport_call(case=subject.case, **said, **doing.told)
    return "The call is noted in the case, and its worker has your message."


def _settle(subject: CaseRemedy, said: Said, doing: Doing) -> str:
    obligor = subject.case.obligor
    if obligor is None:
        raise ValueError(f"case {subject.case.number} has no identified noncustodial parent")
    do_settle_passport(obligor=obligor, user=doing.user, on=doing.on, **said)
    return "The settlement is kept; the next file takes the parent off the list."


PLAN_ACT = Act(
    "Record that a plan was tried",
    "No notice goes out before. What was tried stays with the case.",
    "Keep it",
    PlanForm,
    _plan,
    (TAKE_STEPS,),
    ("try_payment_plan",),
)
COURT_ACTS: Mapping[str, Act] = {
    "court-notice": Act(
        "Tell the parent that a court can be asked",
        "The letter is written now and goes with the next mail; it offers a payment plan"
        " once more.",
        "Write the letter",
        SendForm,
        _court,
        (TAKE_STEPS,),
        ("try_payment_plan", "ask_court_for_license"),
    ),
    "petition": Act(
        "Record the petition",
        "The court hears the parent. Here stays where and when it was filed.",
        "Keep it",
        PetitionForm,
        _petition,
        (TAKE_STEPS,),
        ("ask_court_for_license",),
    ),
    "court-order": Act(
        "Record the court's order",
        "From then on the license is suspended, until it goes back.",
        "Keep it",
        CourtOrderForm,
        _court_order,
        (TAKE_STEPS,),
        ("ask_court_for_license",),
    ),
}
RESTORE_ACT = Act(
    "Give the license back",
    "The letter that asks for it is written now. The parent can be suspended again only after"
    " every step is taken anew.",
    "Write the letter",
    RestoreForm,
    _restore,
    (TAKE_STEPS,),
    ("restore_license",),
)
DRIVER_ACTS: Mapping[str, Act] = {
    "plan": PLAN_ACT,
    "ability": Act(
        "Send the notice of ability to suspend",
        "The letter is written now and goes with the next mail.",
        "Write the letter",
        SendForm,
        _ability,
        (TAKE_STEPS,),
        ("try_payment_plan", "suspend_license"),
    ),
    "intent": Act(
        "Send the notice of intent to suspend",
        "The letter is written now. It has to be served; the time for a hearing runs from"
        " service.",
        "Write the letter",
        SendForm,
        _intent,
        (TAKE_STEPS,),
        ("suspend_license",),
    ),
    "served": Act(
        "Record service",
        "The sixty days run from this day.",
        "Keep the day",
        ServedForm,
        _served,
        (TAKE_STEPS,),
        ("suspend_license",),
    ),
    "suspend": Act(
        "Ask the department to suspend",
        "The certificate is written now and goes with the next mail. When all is paid or a"
        " plan is kept, the night tells the department by itself.",
        "Write the letter",
        DepartmentForm,
        _suspend,
        (TAKE_STEPS,),
        ("suspend_license",),
    ),
    **COURT_ACTS,
    "privilege": Act(
        "Record limited driving privileges",
        "The license stays suspended otherwise.",
        "Keep it",
        PrivilegeForm,
        _privilege,
        (TAKE_STEPS,),
        ("limited_driving",),
    ),
    "restore": RESTORE_ACT,
}
LICENSE_ACTS: Mapping[str, Act] = {"plan": PLAN_ACT, **COURT_ACTS, "restore": RESTORE_ACT}
LIEN_ACTS: Mapping[str, Act] = {
    "file": Act(
        "Record a filing",
        "Its fee follows from its pages, and the parent's letter is written now.",
        "Keep the filing",
        LienForm,
        _file_lien,
        (TAKE_STEPS,),
        ("file_lien",),
    ),
    "release": Act(
        "Release the lien",
        "The parent's letter is written now.",
        "Keep the release",
        LienReleaseForm,
        _release_lien,
        (TAKE_STEPS,),
        ("file_lien",),
    ),
}
PASSPORT_ACTS: Mapping[str, Act] = {
    "call": Act(
        "Take a call about a refused passport",
        "It is noted in the case, the worker of the case gets your message, and the parent a"
        " letter that all must be paid.",
        "Keep the call",
        CallForm,
        _call,
        (TAKE_PASSPORT_CALLS,),
        ("take_passport_call",),
    ),
    "settle": Act(
        "Release the passport although arrears are left",
        "The parent is taken off the list and told by letter. The arrears stay owed.",
        "Keep the settlement",
        SettleForm,
        _settle,
        (DECIDE_PASSPORTS,),
        ("settle_passport",),
    ),
}
REMEDY_ACTS: Mapping[str, Mapping[str, Act]] = {
    DRIVER: DRIVER_ACTS,
    "professional_license": LICENSE_ACTS,
    "recreational_license": LICENSE_ACTS,
    LIEN: LIEN_ACTS,
    PASSPORT: PASSPORT_ACTS,
}

SUSPENDED = frozenset({StepAct.SUSPENSION_ASKED, StepAct.COURT_ORDERED})
# By act: the steps of which one must have been taken before it is offered.
AFTER: Mapping[str, frozenset[str]] = {
    "ability": frozenset({StepAct.PLAN_OFFERED}),
    "intent": frozenset({StepAct.ABILITY_SENT}),
    "served": frozenset({StepAct.INTENT_SENT}),
    "suspend": frozenset({StepAct.SERVED}),
    "court-notice": frozenset({StepAct.PLAN_OFFERED}),
    "petition": frozenset({StepAct.COURT_NOTICE_SENT}),
    "court-order": frozenset({StepAct.PETITION_FILED}),
    "privilege": SUSPENDED,
    "restore": SUSPENDED,
    "release": frozenset({StepAct.LIEN_FILED}),
}
# By act: the step after which it is not offered again.
ONCE: Mapping[str, StepAct] = {
    "ability": StepAct.ABILITY_SENT,
    "intent": StepAct.INTENT_SENT,
    "served": StepAct.SERVED,
    "suspend": StepAct.SUSPENSION_ASKED,
    "court-notice": StepAct.COURT_NOTICE_SENT,
    "petition": StepAct.PETITION_FILED,
    "court-order": StepAct.COURT_ORDERED,
    "file": StepAct.LIEN_FILED,
}


def acts_open(remedy: str, taken: Collection[str]) -> dict[str, Act]:
    """What can be done next, by what was done since the remedy last ended."""
    return {
        name: act
        for name, act in REMEDY_ACTS.get(remedy, {}).items()
        if (name not in AFTER or AFTER[name] & set(taken)) and ONCE.get(name) not in taken
    }
