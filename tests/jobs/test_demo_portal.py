"""Who of the demo uses the portal: two parents of one case, and a caretaker; none in danger."""

from datetime import date

import pytest
from tests.parents import browser_of, walk

from posse.apps.people.models import FamilyViolence
from posse.apps.portal.models import PortalAccount
from posse.jobs.demo.sign_ins import FILE_NAME
from posse.services.demo.parents import CARETAKER, PAYING, RECEIVING
from posse.services.portal.accounts import cases_of
from posse.services.portal.care_cases import care_cases_of

pytestmark = [pytest.mark.slow, pytest.mark.django_db]


def test_two_parents_of_one_case_read_their_money_in_the_portal(demo) -> None:
    accounts = {
        account.user.username: account
        for account in PortalAccount.objects.select_related("user", "participant")
    }
    mother, father = accounts[RECEIVING], accounts[PAYING]
    assert set(cases_of(mother)) & set(cases_of(father))
    assert mother.user.check_password(demo.outcome.password)
    assert not FamilyViolence.objects.filter(participant=mother.participant).exists()
    told = (demo.home / FILE_NAME).read_text()
    assert RECEIVING in told
    assert PAYING in told
    pages = walk(browser_of(mother.user))
    assert "You received $" in pages["/family/"]
    assert "You paid $" in walk(browser_of(father.user))["/family/"]


def test_a_caretaker_reads_what_is_authorized_for_the_children(demo) -> None:
    account = PortalAccount.objects.select_related("user").get(user__username=CARETAKER)
    assert account.user.check_password(demo.outcome.password)
    assert f"{CARETAKER}  (signs in at /family/)" in (demo.home / FILE_NAME).read_text()
    [care_case] = care_cases_of(account, on=date(2026, 11, 1))
    pages = walk(browser_of(account.user))
    assert care_case.number in "".join(pages.values())
    assert any("Child Care" in page or "Learning" in page for page in pages.values())
    assert not cases_of(account)
