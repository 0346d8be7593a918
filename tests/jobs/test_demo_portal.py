"""The demo's two parents: both of one case that has something to tell, and nobody in danger."""

import pytest
from tests.parents import browser_of, walk

from posse.apps.people.models import FamilyViolence
from posse.apps.portal.models import PortalAccount
from posse.jobs.demo.sign_ins import FILE_NAME
from posse.services.demo.parents import PAYING, RECEIVING
from posse.services.portal.accounts import cases_of

pytestmark = pytest.mark.django_db


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
