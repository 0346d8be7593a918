"""Decisions of the child care program: determined, presumed, approved, denied, ended."""

from collections.abc import Mapping
from datetime import date

from posse.apps.care.choices import CareChannel
from posse.apps.care.models import CareApplication, CareCase
from posse.apps.people.models import Participant
from posse.apps.subsidy.choices import DeterminationKind
from posse.services.access import APPROVE_CARE, WORK_CARE, may
from posse.services.care.deciding import do_approve, do_presume
from posse.services.care.denying import do_deny
from posse.services.care.determining import do_determine
from posse.services.care.filing import (
    Applicant,
    do_file_in_case,
    do_take_application,
    do_withdraw_application,
)
from posse.services.care.letters import reason
from posse.services.care.stages import stages_of
from posse.services.counties import county_names
from posse.services.pages.care.applications import applicants_known
from posse.units.days import day_words
from posse.web.acts.care_application_acts import NEW_PERSON, refuse_closed
from posse.web.acts.care_power_acts import DAYS
from posse.web.acts.care_review_acts import MORE_TIME
from posse.web.acts.model import Act, ActForm, Doing, Said
from posse.web.fields import Choice, Day, Note, Tick, Words

WORKERS = (WORK_CARE,)
WHO, NEW, NAME_LENGTH = "who", "new", 40
TOLD_OF_APPLICANT = ("given_name", "surname", "birth_date")
# What may stand against an application beside the factors, with the law of each.
GROUNDS = {
    "proofs_missing": ("Proofs that were asked for did not come", ("CC-404-E", "CC-301-F")),
    "no_contact": ("The family did not answer", ("CC-404-C-1",)),
}


class NothingForm(ActForm):
    """Nothing is asked."""


class DenyForm(ActForm):
    """Why an application is denied, beside what the factors say."""

    ground = Choice(
        label="Beside the factors that are not met",
        choices=[(name, words) for name, (words, _) in GROUNDS.items()],
        help_text="Leave it at that where the factors alone stand against it.",
    )
    who = Words(label="Whom it is about", length_max=80)

    def prepare(self, subject: CareApplication, *, on: object) -> None:  # noqa: ARG002
        """A ground of its own is not needed."""
        self.fields["ground"].required = False


class TakeForm(ActForm):
    """An application as it came in."""

    given_name = Words(label="Applicant's given name", length_max=40, is_needed=True)
    surname = Words(label="Family name", length_max=40, is_needed=True)
    birth_date = Day(label="Date of birth", required=False)
    line_1 = Words(
        label="Street or box", length_max=60,
        help_text="Needed with the city, unless there is no fixed home.",
    )  # fmt: skip
    city = Words(label="City", length_max=40)
    zip_code = Words(label="ZIP code", length_max=10)
    has_no_home = Tick(label="There is no fixed home")
    county = Choice(label="County", choices=[])
    channel = Choice(label="It came", choices=CareChannel.choices)
    language = Choice(label="Language", choices=[("en", "English"), ("es", "Spanish")])
    signature = Words(label="Signed by", length_max=120, is_needed=True)
    representative = Words(
        label="Authorized representative", length_max=120,
        help_text="Where somebody signs for the applicant.",
    )  # fmt: skip
    received_on = Day(label="Received on")

    def prepare(self, subject: object, *, on: date) -> None:  # noqa: ARG002 - one shape
        """Show the counties."""
        counties = county_names(on=on).items()
        self.fields["county"].choices = [("", "Choose one"), *counties]  # type: ignore[attr-defined]
        self.fields["received_on"].initial, self.fields["language"].initial = on, "en"
        known = applicants_known(_told_of(self), on=on) if self.is_bound else []
        if known:
            self.fields[WHO] = _who(known)
            self.order_fields([WHO])


def _told_of(form: TakeForm) -> dict[str, str]:
    """The applicant as typed, whatever else is wrong with the form."""
    return {name: str(form.data.get(name, ""))[:NAME_LENGTH] for name in TOLD_OF_APPLICANT}


def _who(known: list[tuple[int, str]]) -> Choice:
    """Whether the applicant is somebody of the register; a worker says, always."""
    field = Choice(
        label="Is the applicant one of these people of the register?",
        choices=[*((str(key), words) for key, words in known), (NEW, NEW_PERSON)],
        help_text="An applicant with a case gets the application into that case.",
    )
    field.error_messages["required"] = "Somebody with such a name is known; say who it is."
    return field


class FileForm(ActForm):
    """An application form of a family that has a case."""

    channel = Choice(label="It came", choices=CareChannel.choices)
    signature = Words(label="Signed by", length_max=120, is_needed=True)
    received_on = Day(label="Received on")


class WithdrawForm(ActForm):
    """That the family does not want it any more."""

    how = Choice(
        label="Asked for", choices=[("spoken", "By word of mouth"), ("written", "In writing")]
    )
    words = Note(label="Who asked for it, and why")


def _take(subject: object, said: Said, doing: Doing) -> str:  # noqa: ARG001 - one shape
    names = (*TOLD_OF_APPLICANT, "line_1", "city", "zip_code", "has_no_home")
    who = said.get(WHO, NEW)
    known = None if who == NEW else Participant.objects.get(pk=int(who))
    if known is not None:
        refuse_closed([known.pk], doing)
    found = do_take_application(
        applicant=Applicant(**{name: said[name] for name in names}),
        county_fips=said["county"],
        channel=said["channel"],
        language=said["language"],
        signature=said["signature"],
        representative=said["representative"],
        received_on=said["received_on"],
        known=known,
        **doing.told,
    )
    assert found.care_case is not None, "a case was opened for it"
    assert found.decide_by is not None, "it was filed"
    return (
        f"Application {found.number} is filed in case {found.care_case.number}; decide it by"
        f" {day_words(found.decide_by)}."
    )


def _file(care_case: CareCase, said: Said, doing: Doing) -> str:
    found = do_file_in_case(
        care_case=care_case, channel=said["channel"], signature=said["signature"],
        received_on=said["received_on"], **doing.told,
    )  # fmt: skip
    assert found.decide_by is not None, "it was filed"
    return f"Application {found.number} is filed; decide it by {day_words(found.decide_by)}."


def _withdraw(application: CareApplication, said: Said, doing: Doing) -> str:
    do_withdraw_application(application, words=said["words"], how=said["how"], **doing.told)
    return "The application is withdrawn."


def _determine(care_case: CareCase, said: Said, doing: Doing) -> str:  # noqa: ARG001
    rows = do_determine(
        care_case,
        kind=DeterminationKind.CHANGE,
        stage=stages_of([care_case.pk], on=doing.on),
        **doing.told,
    )
    count = sum(row.is_eligible for row in rows)
    return f"{len(rows)} assistance units determined, {count} of them eligible."


def _presume(application: CareApplication, said: Said, doing: Doing) -> str:  # noqa: ARG001
    rows = do_presume(application, **doing.told)
    return f"Payment is assured through {day_words(max(row.ends_on for row in rows))}."


def _approve(application: CareApplication, said: Said, doing: Doing) -> str:  # noqa: ARG001
    is_supervisor = may(doing.user, APPROVE_CARE)
    rows = do_approve(application, is_supervisor=is_supervisor, **doing.told)
    return f"Approved: {len(rows)} authorization{'' if len(rows) == 1 else 's'}, with letters."


def _deny(application: CareApplication, said: Said, doing: Doing) -> str:
    more = []
    if said["ground"]:
        law = GROUNDS[said["ground"]][1]
        more = [reason(said["ground"], who=said["who"] or None, law=law)]
    do_deny(application, more=more, **doing.told)
    return "Denied. The letter says why, and how to apply again."


TAKE = Act(
    "Take in an application",
    "It is dated with the day on which it came. Somebody with name, address and signature is"
    " enough; the rest is asked later. Where the register knows somebody of this name, the page"
    " asks who it is before anything is kept.",
    "File the application",
    TakeForm,
    _take,
    WORKERS,
    guidance=("care_record",),
)
FILE = Act(
    "File an application",
    "A review while twelve months run, else an application after a time without assistance.",
    "File it",
    FileForm,
    _file,
    WORKERS,
)
DETERMINE = Act(
    "Keep a determination",
    "What the rules say today is kept with every fact and reason.",
    "Keep it",
    NothingForm,
    _determine,
    WORKERS,
)
APPLICATION_ACTS: Mapping[str, Act] = {
    "presume": Act(
        "Presume eligible",
        "Payment is assured for thirty days while the application is worked on, once in twelve"
        " months.",
        "Assure payment",
        NothingForm,
        _presume,
        WORKERS,
        guidance=("care_decision",),
    ),
    "power-days": DAYS,
    "approve": Act(
        "Approve",
        "Twelve months begin, every child in care is authorized, and the letters are written.",
        "Approve the application",
        NothingForm,
        _approve,
        WORKERS,
        guidance=("care_decision", "care_review"),
    ),
    "more-time": MORE_TIME,
    "withdraw": Act(
        "Withdraw",
        "The family may withdraw whenever it wants, in writing or by word of mouth.",
        "Withdraw the application",
        WithdrawForm,
        _withdraw,
        WORKERS,
        guidance=("care_record",),
    ),
    "deny": Act(
        "Deny",
        "The family gets a letter with each reason and how to apply again. What was presumed"
        " ends today.",
        "Deny the application",
        DenyForm,
        _deny,
        WORKERS,
        guidance=("care_decision",),
    ),
}
