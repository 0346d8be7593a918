"""Disqualifications: a final decision put on file, and what became of it."""

from datetime import date

from posse.apps.records.models import Document
from posse.apps.subsidy.choices import AfterDisqualification, RulingOutcome
from posse.apps.subsidy.models import CareDisqualification
from posse.rules.childcare.disqualification import DisqualificationTerms
from posse.services.access import APPROVE_CARE
from posse.services.care.disqualifying import do_disqualify, do_tell_disqualification
from posse.services.care.ruling import do_rule
from posse.services.law import current_law
from posse.units.days import day_words
from posse.web.acts.care_forms import CarePerson
from posse.web.acts.model import Act, ActForm, Doing, Said
from posse.web.fields import Choice, Day, Note, Words


class DisqualifyForm(ActForm):
    """A final decision against one person."""

    finding = Choice(label="Decision", choices=[])
    decision = Choice(
        label="The decision on file", choices=[],
        help_text="A paper of this case. Put it into the record first.",
    )  # fmt: skip
    referral = Words(
        label="Referral", length_max=40, is_needed=True,
        help_text="The number of its DFS 719. Two decisions on one act have the same.",
    )  # fmt: skip
    decided_on = Day(label="Decided on")
    begins_on = Day(label="Begins on", help_text="As the decision says it.")

    def prepare(self, subject: CarePerson, *, on: date) -> None:
        """Show the law's decisions, and the papers of the case."""
        terms = DisqualificationTerms.from_law(current_law(), on=on)
        self.fields["finding"].choices = [  # type: ignore[attr-defined]
            ("", "Choose one"), *((each.name, each.words) for each in terms.findings)
        ]  # fmt: skip
        papers = subject.care_case.documents.order_by("-id")
        self.fields["decision"].choices = [  # type: ignore[attr-defined]
            ("", "Choose one"), *((str(each.pk), each.name) for each in papers)
        ]  # fmt: skip


class TellForm(ActForm):
    """What became of a disqualification."""

    what = Choice(label="What happened", choices=AfterDisqualification.choices)
    happened_on = Day(label="On")
    words = Note(label="What shows it", length_max=300)


def _disqualify(subject: CarePerson, said: Said, doing: Doing) -> str:
    row = do_disqualify(
        finding=said["finding"], referral=said["referral"], decided_on=said["decided_on"],
        begins_on=said["begins_on"],
        decision=Document.objects.filter(pk=said["decision"]).first(),
        **subject.at, **doing.told,
    )  # fmt: skip
    return f"{subject.name} is disqualified from {day_words(row.effective_on)} on."


class RuleForm(ActForm):
    """What becomes of the children's care, and why."""

    what = Choice(label="Ruling", choices=RulingOutcome.choices)
    words = Note(label="Why", length_max=1000)


def _rule(row: CareDisqualification, said: Said, doing: Doing) -> str:
    ruling = do_rule(row, **said, **doing.told)
    return f"Ruled: {ruling.get_what_display()}."


def _tell(row: CareDisqualification, said: Said, doing: Doing) -> str:
    do_tell_disqualification(row, **said, **doing.told)
    return "It stands in the record."


SUPERVISORS = (APPROVE_CARE,)
DISQUALIFY = Act(
    "Disqualify by a decision",
    "From the day of the decision on this person is no eligible caretaker. The income still"
    " counts, and nobody else of the household is disqualified.",
    "Put it on file", DisqualifyForm, _disqualify, SUPERVISORS,
    guidance=("disqualify_from_child_care",),
)  # fmt: skip
TELL = Act(
    "Say what became of it",
    "A court's decision ends with restitution and sentence; one that is overturned counts for"
    " nothing.",
    "Keep it", TellForm, _tell, SUPERVISORS,
)  # fmt: skip
RULE = Act(
    "Rule on the children's care",
    "Nobody else of the unit can be its caretaker. Where the care stays, the family is"
    " determined as if nobody were disqualified; where it ends, the notice goes out today.",
    "Keep the ruling", RuleForm, _rule, SUPERVISORS, guidance=("rule_on_sole_caretaker",),
)  # fmt: skip
