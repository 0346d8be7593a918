"""Random ids at every door of messages, changes, papers and letters: own things or nothing."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.builders import build_case
from tests.records import pdf, picture
from tests.talk import account_of, build_parents, office_browser, signed_in, worker

from posse.apps.portal.models import ChangeReport, Thread
from posse.apps.records.models import Document, Letter
from posse.services.portal.changes import do_report_change
from posse.services.portal.messages import do_begin_thread
from posse.services.portal.papers import do_send_paper
from posse.services.records.letters import do_keep_letter
from posse.web.talk_urls import case_talk_urls, family_talk_urls
from posse.web.workday import acting_date, now

pytestmark = pytest.mark.django_db

OWNERS = {"thread_id": Thread, "document_id": Document, "letter_id": Letter}
BESIDE = st.sampled_from([0, 1, 2**31 - 1, 2**31, 2**63 - 1, 2**63, 10**30])


@pytest.fixture
def everybody():
    """Three parents of two cases, each with one of everything."""
    parents = build_parents()
    other = build_case()
    accounts = [parents.payee, parents.payer, account_of(other.obligee, "third")]
    for account, case in zip(accounts, (parents.case, parents.case, other), strict=True):
        told = {"account": account, "case": case, "at": now(), "on": acting_date()}
        do_begin_thread(subject="About", text=f"I am {account.pk}", **told)
        do_report_change(kind="other", answers={"words": f"I am {account.pk}"}, **told)
        do_send_paper(kind="other", name="a.png", content=picture(size=(60, 20 + account.pk)),
                      media_type_claimed="image/png", **told)  # fmt: skip
        do_keep_letter(case=case, participant=account.participant, kind="other", about="x",
                       pdf=pdf(), on=acting_date(), by="test")  # fmt: skip
    return accounts


def owner_of(name: str, number: int) -> int | None:
    found = OWNERS[name].objects.filter(pk=number).first() if number < 2**63 else None
    return found.participant_id if found else None


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(data=st.data())
def test_a_parent_reaches_own_things_and_nothing_else(everybody, data) -> None:
    named = [each for each in family_talk_urls if OWNERS.keys() & each.pattern.converters]
    pattern = data.draw(st.sampled_from(named))
    (name,) = OWNERS.keys() & pattern.pattern.converters
    there = list(OWNERS[name].objects.values_list("pk", flat=True))
    number = data.draw(st.one_of(st.sampled_from(there), BESIDE))
    account = data.draw(st.sampled_from(everybody))
    address = f"/{pattern.pattern}".replace(f"<int:{name}>", str(number))
    answer = signed_in(account).get(address.replace("<int:place>", "1"))
    is_own = owner_of(name, number) == account.participant_id
    assert answer.status_code == (200 if is_own else 404)
    others = {each.pk for each in everybody} - {account.pk}
    if answer["Content-Type"].startswith("text/html"):
        assert not any(f"I am {each}<" in answer.content.decode() for each in others)


def test_whoever_is_not_signed_in_as_a_parent_reads_none_of_these_pages(client, everybody):
    office = office_browser(worker())
    for pattern in family_talk_urls:
        address = f"/{pattern.pattern}"
        for name in pattern.pattern.converters:
            value = "address" if name == "kind" else "1"
            address = address.replace(f"<int:{name}>", value).replace(f"<slug:{name}>", value)
        assert client.get(address).status_code == 302, address
        assert office.get(address).status_code == 403, address


def test_a_parent_reads_none_of_the_offices_pages(everybody) -> None:
    parent = signed_in(everybody[0])
    thread, report = Thread.objects.first(), ChangeReport.objects.first()
    for pattern in case_talk_urls:
        address = f"/{pattern.pattern}".replace("<str:number>", thread.case.number)
        address = address.replace("<int:thread_id>", str(thread.pk))
        address = address.replace("<int:report_id>", str(report.pk))
        assert parent.get(address).status_code in {403, 404}, address


def test_a_conversation_and_a_report_stand_under_their_own_case_alone(everybody) -> None:
    office = office_browser(worker())
    other = build_case().number
    thread, report = Thread.objects.first().pk, ChangeReport.objects.first().pk
    assert office.get(f"/cases/{other}/messages/{thread}/").status_code == 404
    assert office.get(f"/cases/{other}/changes/{report}/").status_code == 404
