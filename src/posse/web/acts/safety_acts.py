"""Acts on people in danger: opening where they live, and marking that they are."""

from dataclasses import dataclass

from django import forms

from posse.apps.cases.models import Case
from posse.apps.people.choices import ViolenceBasis
from posse.apps.people.models import Participant
from posse.apps.staff.choices import Relation
from posse.apps.staff.models import ConflictOfInterest
from posse.services.access import (
    DECLARE_CONFLICTS,
    END_CONFLICTS,
    MARK_DANGER,
    OPEN_PROTECTED_ADDRESSES,
)
from posse.services.doors.addresses import do_open_addresses
from posse.services.register.safety import (
    do_keep_address_confidential,
    do_mark_family_violence,
)
from posse.services.staff.conflicts import do_declare_conflict, do_end_conflict
from posse.services.staff.members import staff_for_user
from posse.web.acts.model import Act, ActForm, Doing, Said
from posse.web.fields import MISSING, Note

NOTE_LENGTH = 200


@dataclass(frozen=True)
class PersonInCase:
    """A person as seen from a case; ``page`` is where the act is asked for."""

    case: Case
    participant: Participant
    page: str


class ReasonForm(ActForm):
    """Why somebody needs what is protected."""

    reason = Note(label="Why you need it", help_text="Kept for good with who looked and when.")


class DangerForm(ActForm):
    """That a person is in danger, or asks to end the mark."""

    basis = forms.ChoiceField(
        label="On what it rests",
        choices=ViolenceBasis,
        widget=forms.Select(attrs={"class": "usa-select"}),
        error_messages=MISSING,
    )
    note = Note()


class ProgramForm(ActForm):
    """Taking part in a program of confidential addresses."""

    is_on = forms.ChoiceField(
        label="The person",
        choices=[("yes", "takes part"), ("no", "no longer takes part")],
        widget=forms.Select(attrs={"class": "usa-select"}),
    )
    program = forms.CharField(
        label="Program",
        max_length=80,
        widget=forms.TextInput(attrs={"class": "usa-input"}),
        error_messages=MISSING,
    )


class ConflictForm(ActForm):
    """How somebody of the staff is bound to a person."""

    relation = forms.ChoiceField(
        label="This person is",
        choices=[
            ("relative", "a relative of mine"),
            ("colleague", "an immediate colleague"),
            ("other", "somebody I am bound to in another way"),
        ],
        widget=forms.Select(attrs={"class": "usa-select"}),
        error_messages=MISSING,
    )
    note = Note(label="In a few words")


class EndForm(ActForm):
    """Why a conflict is over."""

    note = Note(label="Why it is over")


def _declare(subject: PersonInCase, said: Said, doing: Doing) -> str:
    member = staff_for_user(doing.user)
    if member is None:
        raise ValueError("your account is of no member of staff; an administrator opens one")
    do_declare_conflict(
        staff=member,
        participant=subject.participant,
        relation=Relation(said["relation"]),
        note=said["note"][:NOTE_LENGTH],
        **doing.told,
    )
    return "Declared. The cases of this person are closed to you from now on."


def _end(conflict: ConflictOfInterest, said: Said, doing: Doing) -> str:
    do_end_conflict(conflict=conflict, note=said["note"][:NOTE_LENGTH], **doing.told)
    return "The conflict is over; the cases are open again."


def _open(subject: PersonInCase, said: Said, doing: Doing) -> str:
    do_open_addresses(
        viewer=doing.user,
        participant=subject.participant,
        case=subject.case,
        reason=said["reason"],
        page=subject.page,
        on=doing.on,
    )
    return "The address is open to you for some minutes; that you looked is kept."


def _mark(subject: PersonInCase, said: Said, doing: Doing) -> str:
    basis = ViolenceBasis(said["basis"])
    is_on = basis != ViolenceBasis.ENDED
    do_mark_family_violence(
        participant=subject.participant,
        is_on=is_on,
        basis=basis,
        note=said["note"],
        **doing.told,
    )
    return "Marked: the address is protected now." if is_on else "The mark has ended."


def _keep(subject: PersonInCase, said: Said, doing: Doing) -> str:
    do_keep_address_confidential(
        participant=subject.participant,
        is_on=said["is_on"] == "yes",
        program=said["program"],
        **doing.told,
    )
    return "Recorded, and the address door follows it from now on."


SAFETY_ACTS = {
    "open": Act(
        title="Open a protected address",
        consequence=(
            "Where this person lives and works is shown to you for some minutes. Who looked,"
            " when and why is kept for good and reviewed."
        ),
        button="Open the address",
        form=ReasonForm,
        perform=_open,
        permissions=(OPEN_PROTECTED_ADDRESSES,),
        guidance=("family_violence",),
    ),
    "danger": Act(
        title="Mark family violence",
        consequence=(
            "While the mark stands, where this person lives, works and can be reached is shown"
            " to nobody without a reason, and to the other parent never."
        ),
        button="Record it",
        form=DangerForm,
        perform=_mark,
        permissions=(MARK_DANGER,),
        guidance=("family_violence",),
    ),
    "confidential": Act(
        title="Keep the address confidential",
        consequence="The address of this person stands behind the same door as after violence.",
        button="Record it",
        form=ProgramForm,
        perform=_keep,
        permissions=(MARK_DANGER,),
        guidance=("family_violence",),
    ),
}
CONFLICT = Act(
    title="Declare a conflict of interest",
    consequence=(
        "Every case of this person is closed to you at once, on every page and through every"
        " program. A supervisor can end it."
    ),
    button="Declare it",
    form=ConflictForm,
    perform=_declare,
    permissions=(DECLARE_CONFLICTS,),
)
END_CONFLICT = Act(
    title="End a conflict of interest",
    consequence="The cases of the person are open to the colleague again. Both stay on record.",
    button="End it",
    form=EndForm,
    perform=_end,
    permissions=(END_CONFLICTS,),
)
SAFETY_ACTS["conflict"] = CONFLICT
MARKING_ACTS = {name: act for name, act in SAFETY_ACTS.items() if name != "open"}
