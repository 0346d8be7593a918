"""What is done with an application that came in: its answers taken over into a case."""

from collections.abc import Iterable
from datetime import date

from posse.apps.care.models import CareApplication
from posse.apps.people.models import Participant
from posse.services.access import WORK_CARE
from posse.services.care.prefilling import KNOWN
from posse.services.care.taking_over import do_take_over
from posse.services.counties import county_names
from posse.services.doors.closed_cases import refusal_of_people
from posse.services.pages.care.applications import people_and_known
from posse.web.acts.care_forms import optional
from posse.web.acts.model import Act, ActForm, Doing, Said
from posse.web.fields import Choice

COUNTY, NEW_PERSON = "county", "Somebody new to the register"


class TakeOverForm(ActForm):
    """Of everybody on the form, whether the register knows the person."""

    def prepare(self, subject: CareApplication, *, on: date) -> None:
        """A question for each person; somebody new is added where nobody is chosen."""
        if not subject.county_fips and subject.care_case is None:
            counties = list(county_names(on=on).items())
            self.fields[COUNTY] = Choice(
                label="County where the family lives", choices=counties
            )
        for person, known in people_and_known(subject, on=on):
            born = f", born {person.born}" if person.born else ""
            field = optional(Choice(label=f"{person.name}{born}", choices=[]))
            found = [(str(key), words) for key, words in known]
            before = person.told.get(KNOWN, "")
            if before and before not in dict(found):
                found.append((before, f"{person.name}, who is in the case"))
            field.choices = [("", NEW_PERSON), *found]
            field.initial = before
            self.fields[person.key] = field


def refuse_closed(people: Iterable[int], doing: Doing) -> None:
    """That nobody works in what a conflict of interest closes. Raises: ValueError."""
    chosen = Participant.objects.filter(pk__in=list(people))
    refusal = refusal_of_people(doing.user, chosen, on=doing.on)
    if refusal:
        raise ValueError(refusal)


def _take_over(application: CareApplication, said: Said, doing: Doing) -> str:
    county = said.pop(COUNTY, "")
    chosen = {key: int(value) for key, value in said.items() if value}
    refuse_closed(chosen.values(), doing)
    case = do_take_over(application, chosen=chosen, county_fips=county, **doing.told)
    return f"The answers are taken over into case {case.number}."


TAKE_OVER = Act(
    title="Take the answers over into a case",
    consequence="People, ties, work, pay and care become facts of the case as they were told."
    " Say of everybody whether the register knows the person already; nobody is merged by"
    " itself. What cannot be read is written into the record.",
    button="Take them over",
    form=TakeOverForm,
    perform=_take_over,
    permissions=(WORK_CARE,),
    guidance=("care_record",),
)
