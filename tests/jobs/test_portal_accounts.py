"""A parent is invited, makes an account once, and reaches the own cases alone."""

from datetime import date, timedelta

import pytest
from django.contrib.auth.models import User
from tests.builders import build_case, build_person

from posse.apps.cases.models import Case
from posse.apps.portal.models import Invitation, PortalAccount
from posse.services.access import CASEWORKER, do_give_roles, roles_for_user
from posse.services.matching.merging import do_merge_people, do_unmerge_people
from posse.services.portal.accounts import (
    account_for_user,
    cases_of,
    do_accept_invitation,
    do_close_portal,
    do_invite,
    is_paying,
)
from posse.services.portal.refusals import PortalRefusal

pytestmark = pytest.mark.django_db

ON = date(2026, 10, 1)
BORN = date(1988, 5, 4)
PASSWORD = "a long sentence of mine"


@pytest.fixture
def case() -> Case:
    return build_case()


def accept(code: str, **told) -> User:
    asked = {
        "birth_date": BORN, "username": "casey.t", "password": PASSWORD, "on": ON, **told,
    }  # fmt: skip
    return do_accept_invitation(code=code, **asked)


def invited(participant) -> str:
    return do_invite(participant=participant, on=ON, by="test")


def refused(code: str, **told) -> str:
    with pytest.raises(PortalRefusal) as refusal:
        accept(code, **told)
    return refusal.value.key


def test_a_code_and_a_birth_date_make_an_account_of_one_person(case) -> None:
    user = accept(invited(case.obligee))
    account = account_for_user(user)
    assert account is not None
    assert account.participant == case.obligee
    assert user.check_password(PASSWORD)
    assert cases_of(account) == [case]
    assert not is_paying(account, case)
    assert list(user.groups.values_list("name", flat=True)) == ["custodial parent"]


def test_a_parent_has_no_role_of_the_staff(case) -> None:
    user = accept(invited(case.obligor))
    assert roles_for_user(user) == ()
    assert list(user.groups.values_list("name", flat=True)) == ["noncustodial parent"]
    with pytest.raises(ValueError, match="another account"):
        do_give_roles(user, [CASEWORKER, "custodial parent"])


def test_the_code_is_kept_nowhere(case) -> None:
    code = invited(case.obligee)
    kept = Invitation.objects.get()
    assert code not in str(vars(kept))
    assert code.replace("-", "") not in str(vars(kept))


def test_a_code_works_once(case) -> None:
    code = invited(case.obligee)
    accept(code)
    assert refused(code, username="somebody.else") == "portal.r_code"
    assert PortalAccount.objects.count() == 1


def test_wrong_dates_of_birth_use_up_a_code(case) -> None:
    code = invited(case.obligee)
    for _ in range(5):
        assert refused(code, birth_date=date(1988, 5, 5)) == "portal.r_code"
    assert Invitation.objects.get().tries_left == 0
    assert refused(code) == "portal.r_code"


def test_a_code_ends_after_its_days(case) -> None:
    code = invited(case.obligee)
    last = ON + timedelta(days=30)
    assert refused(code, on=last + timedelta(days=1)) == "portal.r_code"
    assert accept(code, on=last).username == "casey.t"


def test_a_new_code_ends_the_earlier_one(case) -> None:
    first, second = invited(case.obligee), invited(case.obligee)
    assert refused(first) == "portal.r_code"
    assert accept(second).username == "casey.t"


def test_a_new_code_gives_a_new_password_to_the_same_account(case) -> None:
    before = accept(invited(case.obligee))
    after = accept(
        invited(case.obligee), username="casey.new", password="another long sentence"
    )
    assert after.pk == before.pk
    assert after.username == "casey.new"
    assert PortalAccount.objects.count() == 1


def test_a_refused_name_or_password_does_not_use_the_code_up(case) -> None:
    User.objects.create_user("Taken.Name")
    code = invited(case.obligee)
    assert refused(code, username="taken.name") == "portal.r_name_taken"
    assert refused(code, username="a b") == "portal.r_name"
    assert refused(code, username="abc") == "portal.r_name"
    assert refused(code, password="short") == "portal.r_password_too_short"
    assert refused(code, password="password1234") == "portal.r_password_too_common"
    assert refused(code, username="rainsong", password="rainsong-123") == (
        "portal.r_password_too_similar"
    )
    assert accept(code).username == "casey.t"


def test_nobody_without_a_case_is_invited() -> None:
    with pytest.raises(ValueError, match="only a parent of a case"):
        invited(build_person(surname="Caseless"))


def test_a_child_is_not_invited_to_the_parents_case(case) -> None:
    child = case.roles.get(role="child").participant
    with pytest.raises(ValueError, match="only a parent of a case"):
        invited(child)


def test_an_ended_account_opens_nothing(case) -> None:
    user = accept(invited(case.obligee))
    do_close_portal(participant=case.obligee)
    assert account_for_user(user) is None


def test_ending_the_portal_ends_a_code_that_was_not_used(case) -> None:
    code = invited(case.obligee)
    do_close_portal(participant=case.obligee)
    assert refused(code) == "portal.r_code"


def test_an_account_follows_merges_and_their_ends(case) -> None:
    other = build_case(obligee=build_person(surname="Testerlee", given_name="Casey"))
    account = account_for_user(accept(invited(case.obligee)))
    assert account is not None
    told = {"note": "Same person.", "on": ON, "by": "test"}
    do_merge_people(merged=case.obligee, into=other.obligee, **told)
    assert set(cases_of(account)) == {case, other}
    do_unmerge_people(merged=case.obligee, **told)
    assert cases_of(account) == [case]


def test_another_case_of_the_same_paying_parent_is_not_the_other_parents(case) -> None:
    other = build_case(obligor=case.obligor)
    mother = account_for_user(accept(invited(case.obligee)))
    father = account_for_user(accept(invited(case.obligor), username="noel.t"))
    assert mother is not None
    assert father is not None
    assert cases_of(mother) == [case]
    assert set(cases_of(father)) == {case, other}
