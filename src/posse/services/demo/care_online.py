"""Applications for child care that families of the demo sent online, and one not sent yet."""

from datetime import date, timedelta
from typing import Any

from posse.apps.care.choices import CareChannel
from posse.services.care_online.saving import do_begin
from posse.services.care_online.signing import do_file

# Given name, family name, county, city, pay in two weeks, and whether it was sent.
SENT = (
    ("Solvi", "Candlewhistle", "56021", "Cheyenne", "1,180.00", True),
    ("Embla", "Juniperpatch", "56025", "Casper", "940.50", True),
    ("Runa", "Thimblegate", "56001", "Laramie", "1,320.00", False),
)


def do_make_demo_applications(*, on: date, by: str) -> int:
    """Applications as families filled them in; how many. Source: CC-401-A."""
    for place, (given_name, surname, county, city, pay, is_sent) in enumerate(SENT):
        day = on - timedelta(days=2 + 9 * place)
        application = do_begin(channel=CareChannel.ONLINE, language="en", on=day, by=by)
        application.answers = _answers(given_name, surname, county, city=city, pay=pay)
        application.county_fips = county
        application.version += 1
        application.save()
        if is_sent:
            do_file(
                application,
                signature=f"{given_name} {surname}",
                representative="",
                received_on=day,
                on=day,
                by=by,
            )
    return len(SENT)


def _answers(
    given_name: str, surname: str, county: str, *, city: str, pay: str
) -> dict[str, Any]:
    return {
        "case": {"county": county, "assets": "1,500", "home_language": "english"},
        "applicant": {
            "given_name": given_name, "surname": surname, "birth_date": "1994-03-09",
            "line_1": "12 Example Street", "city": city, "zip_code": "82001",
            "caretaker": "parent", "intends_to_stay": "yes", "gets_power": "no",
            "activity": "employment", "place": "Pretend Grocery", "days": "weekdays",
            "starts": "08:00", "ends": "16:30", "began_on": "2026-01-05",
            "pay": pay, "pay_frequency": "biweekly", "more_work": "yes",
            "activity_2": "education", "place_2": "Sample College", "days_2": "weekend",
            "ends_on_2": "2026-12-11",
            "starts_2": "09:00", "ends_2": "12:00", "money_kind": "child_support",
            "money": "180.00", "money_frequency": "monthly",
        },
        "children": [{
            "given_name": "Tove", "surname": surname, "birth_date": "2023-02-11",
            "citizenship": "citizen", "provider": "Made-Up Meadow Child Care",
            "care_days": "weekdays", "care_hours": "9", "sex": "F", "is_hispanic": "no",
        }],
    }  # fmt: skip
