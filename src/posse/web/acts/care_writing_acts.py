"""An application that staff write down: how it came, and its filing once it is signed."""

from datetime import date

from posse.apps.care.choices import CareChannel
from posse.apps.care.models import CareApplication, CareCase
from posse.services.access import WORK_CARE
from posse.services.care.writing_down import do_file_form
from posse.services.care_online.stops import CASE, told_of
from posse.units.days import day_words
from posse.web.acts.model import Act, ActForm, Doing, Said
from posse.web.fields import Choice, Day, Words

LANGUAGES = [("en", "English"), ("es", "Spanish")]


class BeginForm(ActForm):
    """How an application came, and the language of its letters."""

    channel = Choice(
        label="It came",
        choices=[each for each in CareChannel.choices if each[0] != CareChannel.ONLINE],
    )
    language = Choice(label="Language of the family", choices=LANGUAGES)

    def prepare(self, subject: CareCase | None, *, on: date) -> None:  # noqa: ARG002 - one shape
        """Most families write English."""
        self.fields["language"].initial = "en"


class FileFormForm(ActForm):
    """The signature, and the day on which the application was complete."""

    signature = Words(
        label="Signed by", length_max=120, is_needed=True,
        help_text="The name as it stands on the paper, or of who signs for the applicant.",
    )  # fmt: skip
    representative = Words(
        label="Authorized representative", length_max=120,
        help_text="Where somebody signs for the applicant.",
    )  # fmt: skip
    received_on = Day(label="Complete on", help_text="With name, address and signature.")

    def prepare(self, subject: CareApplication, *, on: date) -> None:
        """Who was named on the form, and today."""
        helper = told_of(subject.answers, CASE, None).get("helped_by", "")
        self.fields["representative"].initial = helper
        self.fields["received_on"].initial = on


def _file(application: CareApplication, said: Said, doing: Doing) -> str:
    found = do_file_form(
        application, signature=said["signature"], received_on=said["received_on"],
        representative=said["representative"], **doing.told,
    )  # fmt: skip
    assert found.decide_by is not None, "it was filed"
    return f"Application {found.number} is filed; decide it by {day_words(found.decide_by)}."


FILE_FORM = Act(
    "File the application",
    "It is dated with the day on which it was complete, and decided within thirty days of it."
    " Nothing is written on the form any more.",
    "File it",
    FileFormForm,
    _file,
    (WORK_CARE,),
    guidance=("care_record",),
)
