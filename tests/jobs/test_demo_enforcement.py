"""The demo's office found, levied and noticed something of each kind, once."""

from datetime import date

import pytest
from django.db.models import F

from posse.apps.enforcement.models import AssetMatch, RemedyStep, Review
from posse.apps.enforcement.tallies import RemedyTally
from posse.apps.records.models import Letter
from posse.apps.withholding.models import BenefitAward
from posse.services.demo.enforcement import do_make_demo_enforcement
from posse.services.pages.partner_files import open_findings, partner_files
from posse.services.pages.remedy_lists.listing import Asked
from posse.services.pages.remedy_lists.register import waiting_lists

ON = date(2026, 12, 1)
pytestmark = [pytest.mark.slow, pytest.mark.django_db]


def test_the_demo_shows_matches_a_levy_a_license_a_lien_a_call_and_answers_of_partners(
    demo,
) -> None:
    assert do_make_demo_enforcement(on=ON, by="caseworker") == 0
    states = set(AssetMatch.objects.values_list("state", flat=True))
    assert {"new", "district", "intercepted", "levied"} <= states
    acts = set(RemedyStep.objects.values_list("act", flat=True))
    # Who may lose a driver's license is found in a larger demo alone.
    assert {"plan_offered", "court_notice_sent", "lien_filed", "passport_call"} <= acts
    assert Letter.objects.filter(kind="levy_institution").count() == 1
    # Each list that a person works has something to show.
    counts = {each.listing.name: each.count for each in waiting_lists(Asked(on=ON))}
    assert all(counts[name] for name in ("matches", "suppressions", "asked-rests", "reviews"))
    assert Review.objects.filter(due_on__lt=F("opened_on")).count() == 1
    # What partners answered in their files, and what of it is left for a person.
    files = {file.kind: file for file in partner_files()}
    assert set(files) == {"lottery", "unclaimed_property", "licenses", "new_hires", "benefits"}
    assert partner_files(kind="lottery").filter(state="refused").count() == 1
    codes = set(open_findings().values_list("code", flat=True))
    assert {"match", "license", "fein", "frame", "benefit"} <= codes
    # What agencies pay, and that each night counts remedies.
    assert BenefitAward.objects.values("income_source__kind").distinct().count() == 2
    assert RemedyTally.objects.exists()
    assert len(list((demo.home / "inbox").glob("*/*-demo-partner*"))) == len(files) + 1
