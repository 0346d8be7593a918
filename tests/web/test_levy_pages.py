"""Staff levy an account that a match found, with its tests in sight, and let it go again."""

from datetime import timedelta

import pytest
from pytest_django.asserts import assertTemplateUsed
from tests.builders import build_case
from tests.office import SECOND_NIGHT
from tests.payments import start_run

from posse.apps.enforcement.models import AssetMatch, LevyApproval, RemedyState, Review
from posse.apps.people.models import Identifier
from posse.apps.records.models import Letter
from posse.services.access import ROLES
from posse.services.books.posting import do_fold
from posse.services.enforcement.levies import do_tell_levied_parent
from posse.services.enforcement.match_reading import Told
from posse.services.enforcement.match_taking import do_take_match
from posse.services.money_in.hand_posting import do_post_receipt
from posse.units.days import day_words
from posse.web.workday import acting_date

pytestmark = pytest.mark.django_db
BANK = {"name": "Example Bank", "address": "9 Example Avenue\nCheyenne, WY", "note": "Right"}


def shown(answer):
    return " ".join(answer.content.decode().split())


def matched(cents, *, source="fidm", owner="Noel Testerly"):
    case = build_case(
        monthly_cents=10_000, arrears={"never_assigned": cents}, first_due_on=SECOND_NIGHT
    )
    run = start_run(SECOND_NIGHT, key=f"fold of test {case.pk}")
    do_fold(obligors=[case.obligor_id], through=SECOND_NIGHT, run=run)
    remedy = "insurance_match" if source == "insurance" else source
    RemedyState.objects.create(
        obligor=case.obligor, remedy=remedy, is_eligible=True, state="submitted",
        since=SECOND_NIGHT, amount_cents=cents, submitted_cents=cents,
        last_submitted_on=SECOND_NIGHT,
    )  # fmt: skip
    number = Identifier.objects.get(participant=case.obligor, kind="ssn").number
    told = Told(
        source=source, reference=f"T-{case.pk}", institution="Example Bank",
        matched_on=SECOND_NIGHT, ssn=number, owner=owner, amount_cents=80_000,
        more={"account_ending": "4417", "codes": "Checking"},
    )  # fmt: skip
    found = do_take_match(told=told, on=acting_date(), by="caseworker").match
    assert found is not None
    return found


@pytest.mark.cites(
    "CS-IRG-J5.1", "CS-IRG-J5.2", "CS-IRG-J5.3.1", "CS-IRG-J5.14-b", "CS-9.2-FIDM-6"
)
def test_the_page_shows_the_tests_of_a_levy_with_their_values(office, client_of):
    page = f"/matches/{matched(29_999).pk}/"
    answer = client_of("caseworker").get(page)
    assertTemplateUsed(answer, "enforcement/_levy_tests.html")
    for told in ("$299.99", "$300.00 (3 months of support)", "at least 6 months",
                 "No attorney has agreed", "Send lien and levy"):  # fmt: skip
        assert told in shown(answer), told
    form = shown(client_of("caseworker").get(f"{page}acts/levy/"))
    for told in ("Every step after the match itself is yours", "$300.00 (3 months of support)"):
        assert told in form, told


@pytest.mark.cites("CS-IRG-J5.2")
def test_below_the_test_an_attorneys_approval_opens_the_levy(client_of):
    match = matched(29_999)
    page, worker = f"/matches/{match.pk}/", client_of("caseworker")
    refused = worker.post(f"{page}acts/levy/", BANK)
    assert refused.status_code == 422
    assert "an attorney must agree first" in shown(refused)
    told = {"attorney": "A. Example", "note": "Moves away"}
    assert worker.post(f"{page}acts/approve/", told).status_code == 403
    assert client_of("supervisor").post(f"{page}acts/approve/", told).status_code == 302
    assert LevyApproval.objects.filter(obligor=match.obligor_id).exists()
    assert "A. Example agreed on" in shown(worker.get(page))
    assert worker.post(f"{page}acts/levy/", BANK).status_code == 302


@pytest.mark.cites("CS-IRG-J4.1", "CS-IRG-J5.7")
def test_a_levied_match_shows_its_letters_and_the_days_that_run(client_of):
    match, worker = matched(90_000), client_of("caseworker")
    page = f"/matches/{match.pk}/"
    assert worker.post(f"{page}acts/levy/", BANK).status_code == 302
    assert "The parent's notice goes out on" in shown(worker.get(page)).replace("&#x27;", "'")
    assert "Lien and levy on an account, to the institution" in shown(worker.get(page))
    match.refresh_from_db()
    do_tell_levied_parent(match=match, on=match.levied_on + timedelta(10), by="night")
    after = shown(worker.get(page))
    assert "It can be challenged through" in after
    assert "Lien and levy on an account, to the parent" in after


def levied(client_of):
    match = matched(90_000)
    worker, page = client_of("caseworker"), f"/matches/{match.pk}/"
    worker.post(f"{page}acts/levy/", BANK)
    return match, worker, page


@pytest.mark.cites("CS-IRG-J5.7", "CS-IRG-J5.9")
def test_a_challenge_begins_a_review_on_the_two_grounds_of_the_law_alone(client_of):
    match, worker, page = levied(client_of)
    told = {"requested_on": acting_date().isoformat(), "ground": "wrong_person", "text": "No"}
    before = worker.post(f"{page}acts/challenge/", told)
    assert before.status_code == 422
    assert "from when the notice is" in shown(before)
    AssetMatch.objects.filter(pk=match.pk).update(parent_noticed_on=acting_date())
    form = shown(worker.get(f"{page}acts/challenge/"))
    assert form.count("<option") == 3
    assert (
        worker.post(f"{page}acts/challenge/", {**told, "ground": "amount"}).status_code == 422
    )
    assert worker.post(f"{page}acts/challenge/", told).status_code == 302
    assert Review.objects.get(obligor=match.obligor_id).ground == "wrong_person"


@pytest.mark.cites("45 CFR 307.11(c)(3)")
def test_protected_money_is_shielded_and_shows_until_when_it_goes_back(client_of):
    match, worker, page = levied(client_of)
    case = match.obligor.cases_owed_by.get()
    receipt = do_post_receipt(
        case=case, source="fidm_levy", amount_cents=5_000, collected_on=acting_date(),
        notice_on=acting_date(), payor_name="Example Bank", note="A check",
        on=acting_date(), by="clerk",
    )  # fmt: skip
    assert f"R{receipt.pk}" in shown(worker.get(f"{page}acts/shield/"))
    told = {"benefit": "ssi", "receipt": str(receipt.pk), "note": "The bank's letter"}
    assert worker.post(f"{page}acts/shield/", told).status_code == 302
    assert "To be given back by" in shown(worker.get(page))
    assert Letter.objects.filter(key=f"levy_release:{match.pk}").exists()
    assert worker.post(f"{page}acts/give-back/", {"note": "By check"}).status_code == 302
    assert "To be given back by" not in shown(worker.get(page))


def test_a_levy_is_released_by_letter(client_of):
    match, worker, page = levied(client_of)
    assert worker.post(f"{page}acts/release/", {"note": "Paid"}).status_code == 302
    assert Letter.objects.filter(key=f"levy_release:{match.pk}").exists()
    assert worker.post(f"{page}acts/release/", {"note": "Paid"}).status_code == 422


@pytest.mark.cites("CS-9.2-UCP-2", "CS-9.2-UCP-4", "CS-9.2-UCP-5")
def test_property_of_a_full_match_is_taken_and_of_a_partial_one_shown_with_differences(
    client_of,
):
    worker = client_of("caseworker")
    full = shown(worker.get(f"/matches/{matched(90_000, source='unclaimed_property').pk}/"))
    assert "Money asked for" in full
    assert "What you can do" not in full
    nearly = matched(90_000, source="unclaimed_property", owner="Noelly Testerly")
    partial = shown(worker.get(f"/matches/{nearly.pk}/"))
    assert "With the district: differences to clear up" in partial
    assert "It is in the name of Noelly Testerly" in partial
    assert "Send lien and levy" not in partial


def test_every_role_may_look_at_a_match_or_not_and_only_some_decide(client_of):
    page = f"/matches/{matched(90_000).pk}/"
    for role in ROLES:
        answer = client_of(role).get(f"{page}acts/levy/")
        assert answer.status_code in {200, 403}, role
        if answer.status_code == 200 and role in {"auditor", "sdu clerk", "qa reviewer"}:
            assert "Your role may look but not do this" in shown(answer)
            assert client_of(role).post(f"{page}acts/levy/", BANK).status_code == 403


@pytest.mark.cites("CS-IRG-M4", "CS-IRG-M5", "CS-IRG-M5.2")
def test_a_claim_is_told_by_hand_and_appealed_within_twenty_days(client_of):
    match, worker = matched(90_000, source="insurance"), client_of("caseworker")
    page, day = f"/matches/{match.pk}/", acting_date()
    assert worker.post(f"{page}acts/levy/", BANK).status_code == 302
    assert not Letter.objects.filter(key__startswith="levy").exists()
    assert "20 days, or 30 days from outside" in shown(worker.get(f"{page}acts/told/"))
    told = worker.post(f"{page}acts/told/", {"mailed_on": day.isoformat()})
    assert told.status_code == 302
    assert day_words(day + timedelta(20)) in shown(worker.get(page))
    asked = {"requested_on": day.isoformat(), "ground": "amount", "text": "Paid"}
    assert worker.post(f"{page}acts/challenge/", asked).status_code == 302
    assert Review.objects.get(obligor=match.obligor_id).kind == "insurance_appeal"
