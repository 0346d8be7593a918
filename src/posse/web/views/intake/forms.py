"""Forms of intake."""

from django import forms

from posse.apps.cases.choices import (
    PaternityEvidence,
    PaternityMethod,
    PaternityStatus,
    Wedlock,
)
from posse.apps.intake.choices import AskedBy, PacketKind, PacketWay, Wanted
from posse.services.counties import county_names
from posse.web.fields import Choice, Day, Note, Words
from posse.web.workday import acting_date

LANGUAGES = [("en", "English"), ("es", "Spanish")]


class FilingForm(forms.Form):
    """Who signed, and when the paper came in."""

    signature = Words(label="Signed by", length_max=120, is_needed=True)
    filed_on = Day(label="Came in on", help_text="The clock to open a case runs from here.")


class EndForm(forms.Form):
    """Why there is to be no case."""

    how = Choice(
        label="How it ends",
        choices=[("withdrawn", "The applicant withdraws it"), ("refused", "It is refused")],
    )
    reason = Note(label="Why")


class InquiryForm(forms.Form):
    """Who asked, how, for what, and where to send it."""

    name = Words(label="Name", length_max=80, is_needed=True)
    asked_by = Choice(label="How they asked", choices=AskedBy.choices)
    wanted = Choice(label="What they want", choices=Wanted.choices)
    asked_on = Day(label="Day of asking")
    language = Choice(label="Language", choices=LANGUAGES)
    phone = Words(label="Telephone", length_max=20)
    email = Words(label="E-mail address", length_max=254)
    line_1 = Words(label="Street address", length_max=60)
    line_2 = Words(label="Apartment or unit", length_max=60)
    city = Words(label="City", length_max=40)
    state = Words(label="State", length_max=2)
    zip_code = Words(label="ZIP code", length_max=10)
    note = Words(label="Note", length_max=1000)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # Django's own arguments
        counties = list(county_names(on=acting_date()).items())
        self.fields["county_fips"] = Choice(label="County", choices=counties)
        self.fields["county_fips"].required = False


class PacketForm(forms.Form):
    """What was handed out or sent, how and when."""

    kind = Choice(label="What", choices=PacketKind.choices)
    way = Choice(label="How", choices=PacketWay.choices, help_text="Nothing, if none was sent.")
    sent_on = Day(label="On")
    note = Words(label="Note", length_max=300)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # Django's own arguments
        self.fields["way"].required = False


class PaternityForm(forms.Form):
    """What is known of a child's paternity. Source: CS-6.3-DATA-3."""

    born_out_of_wedlock = Choice(label="Born out of wedlock", choices=Wedlock.choices)
    status = Choice(label="Paternity", choices=PaternityStatus.choices)
    method = Choice(
        label="How it was established",
        choices=[each for each in PaternityMethod.choices if each[0]],
    )
    established_on = Day(label="Established on", required=False)
    established_state = Words(label="State where established", length_max=2)
    established_county = Words(label="County where established", length_max=40)
    birth_state = Words(label="State of birth", length_max=2)
    birth_county = Words(label="County of birth", length_max=40)
    evidence = Choice(
        label="Paper on file that shows it",
        choices=[each for each in PaternityEvidence.choices if each[0]],
    )
    note = Words(label="Note", length_max=300)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # Django's own arguments
        for field in ("method", "evidence"):
            self.fields[field].required = False
