"""Messages, told changes and papers: what is kept, what work they make, what is refused."""

from datetime import timedelta

import pytest
from tests.builders import build_case
from tests.records import pdf, picture
from tests.talk import build_parents, worker

from posse.apps.intake.models import Detail
from posse.apps.people.models import Address, Employment
from posse.apps.portal.models import ChangeReport, Message, Thread
from posse.apps.records.models import Contact, Document
from posse.apps.work.models import CaseEvent, Task
from posse.services.matching.merging import do_merge_people
from posse.services.portal.change_forms import FORMS, answers_and_faults
from posse.services.portal.changes import (
    do_accept_change,
    do_refuse_change,
    do_report_change,
    report_url,
    reports_of,
    standing_of,
)
from posse.services.portal.messages import (
    do_answer_parent,
    do_begin_thread,
    do_write_in_thread,
    do_write_to_parent,
    own_thread,
    thread_url,
    threads_of,
)
from posse.services.portal.papers import do_send_paper, documents_of
from posse.services.portal.refusals import PortalRefusal
from posse.services.portal.sending import answer_by
from posse.web.workday import acting_date, now

pytestmark = pytest.mark.django_db

HOME = {
    "address_kind": "residence", "line_1": "5 New Street", "city": "Lander", "state": "WY",
    "zip_code": "82520", "since": "2026-11-01",
}  # fmt: skip
JOB = {"job": "began", "employer": "Acme Anvils", "since": "2026-11-01",
       "employer_phone": "(307) 555-0123"}  # fmt: skip


@pytest.fixture
def parents():
    return build_parents()


def moment(**later):
    return {"at": now() + timedelta(**later), "on": acting_date()}


def begin(parents, *, text="When does my payment come?", **later) -> Thread:
    return do_begin_thread(
        account=parents.payee, case=parents.case, subject="My payment", text=text,
        **moment(**later),
    )  # fmt: skip


def report(parents, kind="address", answers=None, **later) -> ChangeReport:
    return do_report_change(
        account=parents.payee, case=parents.case, kind=kind, answers=answers or HOME,
        **moment(**later),
    )  # fmt: skip


def refusal_of(do, *args, **told) -> PortalRefusal:
    with pytest.raises(PortalRefusal) as refused:
        do(*args, **told)
    return refused.value


def test_a_message_opens_a_task_that_the_answer_finishes(parents) -> None:
    thread = begin(parents)
    task = Task.objects.get(url=thread_url(thread))
    assert (task.case, task.state) == (parents.case, "open")
    assert task.due_on == answer_by("message", on=acting_date())
    assert "My payment" in task.subject
    do_answer_parent(thread=thread, user=worker(), text="On Friday.", **moment())
    task.refresh_from_db()
    assert (task.state, task.closed_by) == ("done", "talk.worker")
    assert [each.is_from_family for each in thread.messages.all()] == [True, False]


def test_a_second_message_waits_at_the_same_task_until_it_is_answered(parents) -> None:
    thread = begin(parents)
    do_write_in_thread(account=parents.payee, thread=thread, text="Hello?", **moment(hours=1))
    assert Task.objects.filter(url=thread_url(thread)).count() == 1
    do_answer_parent(thread=thread, user=worker(), text="On Friday.", **moment(hours=2))
    do_write_in_thread(account=parents.payee, thread=thread, text="Thanks", **moment(hours=3))
    states = Task.objects.filter(url=thread_url(thread)).order_by("id")
    assert [each.state for each in states] == ["done", "open"]


def test_a_message_sent_twice_is_one_message(parents) -> None:
    first, second = begin(parents), begin(parents, seconds=5)
    assert first == second
    for _ in range(2):
        do_write_in_thread(account=parents.payee, thread=first, text="Hello?", **moment())
        do_answer_parent(thread=first, user=parents.payer.user, text="Friday", **moment())
    assert Message.objects.count() == 3
    begin(parents, minutes=5)
    assert Thread.objects.count() == 2


def test_an_empty_a_long_and_an_unreadable_message_are_refused(parents) -> None:
    assert refusal_of(begin, parents, text="  ").key == "portal_talk.r_empty"
    assert refusal_of(begin, parents, text="x" * 4_001).values == {"most": 4_000}
    assert refusal_of(begin, parents, text="a\0b").key == "portal_talk.r_signs"
    assert not Thread.objects.exists()


def test_no_parent_fills_the_office_with_messages(parents) -> None:
    thread = begin(parents)
    for count in range(19):
        do_write_in_thread(account=parents.payee, thread=thread, text=str(count), **moment())
    asked = {"account": parents.payee, "thread": thread, "text": "one more"}
    assert refusal_of(do_write_in_thread, **asked, **moment()).values == {"most": 20}
    do_write_in_thread(**asked, **moment(hours=25))


@pytest.mark.cites("45 CFR 303.11(b)(15)")
def test_who_writes_in_the_portal_was_reached(parents) -> None:
    thread = begin(parents)
    do_answer_parent(thread=thread, user=worker(), text="On Friday.", **moment())
    kept = Contact.objects.filter(case=parents.case, method="portal").order_by("id")
    assert [(each.direction, each.outcome) for each in kept] == [
        ("incoming", "reached"),
        ("outgoing", "sent"),
    ]
    assert all("payment" not in each.text for each in kept)


def test_a_conversation_is_of_one_parent_whatever_its_number(parents) -> None:
    thread = begin(parents)
    assert own_thread(parents.payee, thread.pk) == thread
    assert own_thread(parents.payer, thread.pk) is None
    assert threads_of(parents.payer) == []


def test_what_was_written_under_a_merged_record_stays_readable(parents) -> None:
    thread = begin(parents)
    other = build_case()
    do_merge_people(
        merged=parents.case.obligee, into=other.obligee, note="The same person",
        on=acting_date(), by="test",
    )  # fmt: skip
    assert own_thread(parents.payee, thread.pk) == thread


def test_the_office_writes_first_only_to_who_can_read_it(parents) -> None:
    told = {"user": worker(), "subject": "Your form", "text": "Please sign it.", **moment()}
    thread = do_write_to_parent(case=parents.case, participant=parents.case.obligee, **told)
    assert [each.thread for each in threads_of(parents.payee)] == [thread]
    assert not Task.objects.filter(url=thread_url(thread)).exists()
    stranger = build_case()
    with pytest.raises(ValueError, match="no open account"):
        do_write_to_parent(case=stranger, participant=stranger.obligee, **told)


@pytest.mark.cites("42 USC 666(c)(2)(A)")
def test_a_telephone_and_an_email_hold_at_once(parents) -> None:
    report(parents, "phone", {"phone_kind": "mobile_phone", "number": "(307) 555-0199"})
    report(parents, "email", {"email": "new@example.org"})
    assert set(reports_of(parents.payee).values_list("state", flat=True)) == {"accepted"}
    latest = Detail.objects.filter(participant=parents.case.obligee).order_by("id")
    assert list(latest.values_list("value", flat=True))[-2:] == [
        "(307) 555-0199",
        "new@example.org",
    ]
    assert not Task.objects.filter(kind__startswith="portal_").exists()


@pytest.mark.cites("42 USC 666(c)(2)(A)")
def test_an_address_waits_until_it_is_accepted_and_names_the_parent_as_its_source(
    parents,
) -> None:
    told, before = report(parents), Address.objects.count()
    task = Task.objects.get(url=report_url(told))
    assert "5 New Street" not in task.subject
    assert Address.objects.count() == before
    do_accept_change(report=told, user=worker(), seen=standing_of(told), **moment())
    latest = Address.objects.latest("id")
    assert (latest.line_1, latest.participant) == ("5 New Street", parents.case.obligee)
    assert latest.recorded_by == f"the parent, report {told.pk}, taken in by talk.worker"
    task.refresh_from_db()
    assert (task.state, task.outcome) == ("done", "Accepted")


def test_an_employer_is_recorded_when_accepted_and_ended_by_its_name(parents) -> None:
    user = worker()
    for answers in (JOB, JOB | {"job": "ended", "employer": "quiet quarry"}):
        told = report(parents, "employer", answers)
        do_accept_change(report=told, user=user, seen=standing_of(told), **moment())
    began, ended = Employment.objects.order_by("id")[2:]
    assert (began.employer_name, began.is_ended) == ("Acme Anvils", False)
    assert (ended.employer.name, ended.is_ended) == ("Quiet Quarry", True)
    assert Detail.objects.filter(field="employer_phone").count() == 1


@pytest.mark.cites("45 CFR 303.8(e)")
def test_an_accepted_income_asks_for_the_review_that_the_parent_wants(parents) -> None:
    told = report(parents, "income", {"income_change": "less", "monthly": "1800",
                                      "since": "2026-11-01", "review": "yes"})  # fmt: skip
    assert not CaseEvent.objects.filter(kind="review_requested").exists()
    do_accept_change(report=told, user=worker(), seen=standing_of(told), **moment())
    assert CaseEvent.objects.get(kind="review_requested").case == parents.case
    assert Detail.objects.get(field="income_monthly").value == "1800"


@pytest.mark.cites("W.S. 20-2-312")
def test_custody_that_is_told_moves_no_money(parents) -> None:
    answers = {"lives_with": "me", "since": "2026-11-01"}
    told = report(parents, "custody", answers)
    do_accept_change(report=told, user=worker(), seen=standing_of(told), **moment())
    assert not parents.case.redirections.exists()


def test_a_refusal_needs_a_reason_and_changes_nothing(parents) -> None:
    told, user, before = report(parents), worker(), Address.objects.count()
    asked = {"report": told, "user": user, "seen": standing_of(told), **moment()}
    with pytest.raises(ValueError, match="the parent reads"):
        do_refuse_change(reason=" ", **asked)
    do_refuse_change(reason="The house number is missing.", **asked)
    told.refresh_from_db()
    assert (told.state, told.reason) == ("refused", "The house number is missing.")
    assert Address.objects.count() == before


def test_the_second_of_two_deciders_is_told_who_was_first(parents) -> None:
    told, user = report(parents), worker()
    asked = {"report": told, "user": user, "seen": standing_of(told), **moment()}
    do_accept_change(**asked)
    with pytest.raises(ValueError, match=r"talk\.worker decided .* accepted"):
        do_refuse_change(reason="Too late", **asked)
    assert Address.objects.filter(line_1="5 New Street").count() == 1


def test_a_decision_on_what_is_no_longer_so_is_refused(parents) -> None:
    told = report(parents)
    seen = standing_of(told)
    report(parents, answers=HOME | {"line_1": "6 Newer Street"})
    with pytest.raises(ValueError, match="changed while you looked"):
        do_accept_change(report=told, user=worker(), seen=seen, **moment())


def test_what_was_told_before_can_be_told_again_once_it_is_no_longer_so(parents) -> None:
    number = {"phone_kind": "home_phone", "number": "(307) 555-0199"}
    assert report(parents, "phone", number) == report(parents, "phone", number)
    report(parents, "phone", number, hours=5)
    assert Detail.objects.filter(value=number["number"]).count() == 2


def test_the_same_told_twice_while_it_waits_is_one_report(parents) -> None:
    assert report(parents) == report(parents, hours=3)
    assert Task.objects.filter(kind="portal_address").count() == 1
    told = report(parents)
    do_refuse_change(report=told, user=worker(), reason="Which city?",
                     seen=standing_of(told), **moment())  # fmt: skip
    assert report(parents, hours=4) != told


@pytest.mark.parametrize(
    ("kind", "typed", "faults"),
    [
        ("address", HOME, {}),
        ("address", HOME | {"zip_code": "8252", "state": "W1"}, {"zip_code", "state"}),
        ("address", HOME | {"since": "2031-01-01"}, {"since"}),
        ("address", HOME | {"since": "2026-02-30"}, {"since"}),
        ("address", HOME | {"address_kind": "castle"}, {"address_kind"}),
        ("address", HOME | {"line_1": "x" * 61}, {"line_1"}),
        ("address", HOME | {"city": "La\0nder"}, {"city"}),
        ("phone", {"phone_kind": "mobile_phone", "number": "12"}, {"number"}),
        ("phone", {"phone_kind": "mobile_phone", "number": "307.555.0101"}, {}),
        ("email", {"email": "nobody"}, {"email"}),
        ("employer", {"job": "began", "since": "2026-11-01"}, {"employer"}),
        ("income", {"income_change": "less", "since": "2026-11-01", "review": "yes",
                    "monthly": "12.50"}, {"monthly"}),
        ("other", {"words": ""}, {"words"}),
    ],
)  # fmt: skip
def test_each_answer_that_cannot_stand_is_marked(kind, typed, faults) -> None:
    on = acting_date()
    answers, found = answers_and_faults(kind, typed, on=on.replace(year=2026, month=11))
    assert set(found) == set(faults)
    assert not set(answers) & set(faults)


def test_every_question_has_its_sentences_in_both_languages() -> None:
    from posse.rules.texts import load_texts

    known = load_texts()
    for kind, form in FORMS.items():
        assert {f"portal_talk.kind_{kind}", f"portal_talk.why_{kind}"} <= known.keys()
        for asked in form:
            wanted = {f"portal_talk.q_{asked.key}"}
            wanted |= {f"portal_talk.c_{each}" for each in asked.choices}
            wanted |= {f"portal_talk.h_{asked.key}"} if asked.has_hint else set()
            assert wanted <= known.keys()


def send(parents, content=None, *, kind="income", name="pay.png", **told) -> Document:
    return do_send_paper(
        account=told.pop("account", parents.payee), case=parents.case, kind=kind, name=name,
        content=picture() if content is None else content, media_type_claimed="image/png",
        **moment(),
    )  # fmt: skip


def test_a_paper_is_kept_once_and_somebody_is_asked_to_look_at_it(parents) -> None:
    sent = send(parents)
    assert send(parents) == sent
    assert (sent.participant, sent.is_from_family) == (parents.case.obligee, True)
    assert Task.objects.get(kind="portal_document").case == parents.case


def test_the_same_paper_of_the_other_parent_is_another_document(parents) -> None:
    mine, other = send(parents), send(parents, account=parents.payer)
    assert mine != other
    assert list(documents_of(parents.payee)) == [mine]


@pytest.mark.parametrize(
    ("content", "name", "key"),
    [
        (b"", "empty.png", "apply.r_file_empty"),
        (b"x" * 26_000_000, "huge.png", "apply.r_file_large"),
        (b"MZ\x90\0" + b"\0" * 200, "photo.png", "apply.r_file_type"),
        (b"<html><script>alert(1)</script></html>", "photo.jpg", "apply.r_file_type"),
        (pdf()[:200], "cut.pdf", "apply.r_file_type"),
    ],
)
def test_a_huge_or_disguised_file_is_refused_by_a_sentence(
    parents, *, content, name, key
) -> None:
    refused = refusal_of(send, parents, content, name=name)
    assert refused.key == key
    assert not Document.objects.filter(is_from_family=True).exists()
