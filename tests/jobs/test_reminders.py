"""Reminders go once, to whom wants them, by safe ways, and a refused one is tried again."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes, policy

import pytest
from django.contrib.auth.models import User
from tests.builders import build_case
from tests.parents import give_portal

from posse.apps.outreach.models import ContactPreference, Handover, SentMessage
from posse.services.access import do_give_roles
from posse.services.outreach.gateway import FolderGateway, GatewayRefuses
from posse.services.outreach.preferences import (
    Wishes,
    do_set_preferences,
    do_stop_reminders,
    do_take_answer,
    faults_of,
    person_of_token,
    preference_of,
    stop_token,
)
from posse.services.outreach.reminders import do_send_reminders, outgoing_of
from posse.services.pages.timeline import entries_at, timeline_for_case
from posse.services.portal.messages import do_write_to_parent
from posse.services.records.calendar import do_call_off, do_enter_in_calendar
from posse.services.register.safety import do_mark_family_violence

pytestmark = pytest.mark.django_db
ON = date(2026, 10, 1)
EMAIL = "casey@example.org"
BOTH = Wishes(
    "en", email=EMAIL, email_reminders=True, phone="(307) 763-0123", text_reminders=True
)


class FullDisk(FolderGateway):
    """A folder with no room left."""

    def _write(self, message, suffix, content):
        raise GatewayRefuses("no space left on device")


@pytest.fixture
def gateway(tmp_path):
    return FolderGateway(tmp_path / "messages")


@pytest.fixture
def case():
    return build_case()


def wish(person, wishes=BOTH, on=ON):
    return do_set_preferences(participant=person, wishes=wishes, on=on, by="test")


def appointment(case, *, days, title="Meet Casey about 12 Hidden Lane"):
    return do_enter_in_calendar(
        kind="appointment", title=title, day=ON + timedelta(days=days), on=ON, by="test",
        case=case,
    )  # fmt: skip


def files(gateway):
    return {p.name: p.read_bytes() for p in sorted(gateway.folder.glob("*/*.*"))}


def test_nobody_is_reminded_who_did_not_ask_for_it(case, gateway):
    appointment(case, days=1)
    assert do_send_reminders(on=ON, gateway=gateway).decided_count == 0
    assert files(gateway) == {}


def test_an_appointment_is_told_by_each_way_once_however_often_the_night_runs(case, gateway):
    wish(case.obligee)
    appointment(case, days=1)
    first = do_send_reminders(on=ON, gateway=gateway)
    assert (first.decided_count, first.sent_count) == (2, 2)
    written = files(gateway)
    again = do_send_reminders(on=ON, gateway=gateway)
    assert (again.decided_count, again.sent_count) == (0, 0)
    assert files(gateway) == written
    assert {name.rpartition(".")[2] for name in written} == {"eml", "txt"}
    assert {row.kind for row in SentMessage.objects.all()} == {"appointment_tomorrow"}


def test_an_appointment_is_told_three_days_before_and_again_on_the_eve(case, gateway):
    wish(case.obligee)
    appointment(case, days=7)
    for night in (4, 5, 6):
        do_send_reminders(on=ON + timedelta(days=night), gateway=gateway)
    rows = SentMessage.objects.filter(channel="text").values_list("sent_on", "kind")
    days = [(ON + timedelta(days=4), "appointment_soon")]
    assert list(rows) == [*days, (ON + timedelta(days=6), "appointment_tomorrow")]


def test_the_night_of_a_friday_tells_of_the_monday(case, gateway):
    wish(case.obligee)
    appointment(case, days=4)
    do_send_reminders(on=ON + timedelta(days=1), gateway=gateway)
    assert {row.kind for row in SentMessage.objects.all()} == {"appointment_tomorrow"}


def test_what_was_called_off_is_not_told(case, gateway):
    wish(case.obligee)
    do_call_off(entry=appointment(case, days=1), on=ON, by="test")
    assert do_send_reminders(on=ON, gateway=gateway).decided_count == 0


def test_a_file_lost_by_a_kill_is_written_once_under_the_same_name_and_bytes(case, gateway):
    wish(case.obligee)
    appointment(case, days=1)
    refused = do_send_reminders(on=ON, gateway=FullDisk(gateway.folder))
    assert (refused.decided_count, refused.sent_count, refused.waiting_count) == (2, 0, 2)
    row = SentMessage.objects.get(channel="text")
    # The file was written, but the kill came before its handover was kept.
    gateway.send_text(outgoing_of(row, on=ON))
    before = files(gateway)
    assert do_send_reminders(on=ON, gateway=gateway).sent_count == 2
    after = files(gateway)
    assert len(after) == 2
    assert before.items() <= after.items()


def test_a_full_disk_loses_nothing_and_the_next_night_sends(case, gateway):
    wish(case.obligee)
    appointment(case, days=4)
    do_send_reminders(on=ON + timedelta(days=1), gateway=FullDisk(gateway.folder))
    assert Handover.objects.count() == 0
    assert do_send_reminders(on=ON + timedelta(days=4), gateway=gateway).sent_count >= 2


def test_what_is_of_no_use_any_more_is_withdrawn_and_not_sent_late(case, gateway):
    wish(case.obligee)
    appointment(case, days=1)
    do_send_reminders(on=ON, gateway=FullDisk(gateway.folder))
    late = do_send_reminders(on=ON + timedelta(days=5), gateway=gateway)
    assert (late.sent_count, late.withdrawn_count) == (0, 2)
    assert files(gateway) == {}


def test_whoever_stops_gets_nothing_even_of_what_was_decided(case, gateway):
    wish(case.obligee)
    appointment(case, days=1)
    do_send_reminders(on=ON, gateway=FullDisk(gateway.folder))
    assert do_stop_reminders(participant=case.obligee_id, on=ON, by="test")
    assert do_send_reminders(on=ON, gateway=gateway).sent_count == 0
    assert files(gateway) == {}


def test_a_kind_that_is_off_is_not_told(case, gateway):
    off = Wishes("en", email=EMAIL, email_reminders=True, kinds_off=("appointment_tomorrow",))
    wish(case.obligee, off)
    appointment(case, days=1)
    assert do_send_reminders(on=ON, gateway=gateway).decided_count == 0


def test_no_more_texts_a_day_than_the_setting(case, gateway):
    wish(case.obligee)
    for place in range(4):
        appointment(case, days=1, title=f"Appointment {place}")
    do_send_reminders(on=ON, gateway=gateway)
    assert SentMessage.objects.filter(channel="text").count() == 2
    assert SentMessage.objects.filter(channel="email").count() == 4


def test_a_text_names_the_quiet_hours_and_says_nothing_of_the_appointment(case, gateway):
    wish(case.obligee)
    appointment(case, days=1)
    do_send_reminders(on=ON, gateway=gateway)
    for name, content in files(gateway).items():
        assert b"Hidden" not in content
        assert b"Casey" not in content
        if name.endswith(".txt"):
            assert content.startswith(b"To: +13077630123\nQuiet-Hours: 21:00-08:00\n\n")


def test_an_email_can_be_read_by_any_program_and_carries_its_end(case, gateway):
    wish(case.obligee)
    appointment(case, days=1)
    do_send_reminders(on=ON, gateway=gateway)
    [content] = [each for name, each in files(gateway).items() if name.endswith(".eml")]
    email = message_from_bytes(content, policy=policy.default)
    assert email["To"] == EMAIL
    link = email["List-Unsubscribe"].strip("<>")
    assert link in email.get_content()
    assert person_of_token(link.rstrip("/").rpartition("/")[2]) == case.obligee_id


@pytest.mark.cites("CS-6.3-FV-2")
def test_who_is_in_danger_is_written_to_only_by_a_way_marked_safe_since(case, gateway):
    message(case)
    do_mark_family_violence(
        participant=case.obligee, is_on=True, basis="screening", note="", on=ON, by="test"
    )
    ContactPreference.objects.create(
        participant=case.obligee, email=EMAIL, email_reminders=True, email_is_safe=True,
        effective_on=ON, recorded_on=ON, recorded_by="test",
        recorded_at=datetime(2026, 9, 30, tzinfo=UTC),
    )  # fmt: skip
    assert do_send_reminders(on=ON, gateway=gateway).decided_count == 0
    wish(case.obligee, BOTH)
    assert do_send_reminders(on=ON, gateway=gateway).decided_count == 0
    wish(case.obligee, replace(BOTH, email_is_safe=True))
    assert do_send_reminders(on=ON, gateway=gateway).sent_count == 1
    assert [row.channel for row in SentMessage.objects.all()] == ["email"]


@pytest.mark.cites("CS-6.3-FV-2")
def test_where_a_parent_is_in_danger_nobody_is_told_of_days_at_the_office(case, gateway):
    wish(case.obligor)
    do_mark_family_violence(
        participant=case.obligee, is_on=True, basis="screening", note="", on=ON, by="test"
    )
    appointment(case, days=1)
    assert do_send_reminders(on=ON, gateway=gateway).decided_count == 0


def message(case):
    give_portal(case.obligee, username="reminded", on=ON)
    user = User.objects.create_user("reminding.worker")
    do_give_roles(user, ["caseworker"])
    return do_write_to_parent(
        case=case, participant=case.obligee, user=user, subject="Papers", text="Secret words",
        at=datetime.combine(ON, datetime.min.time(), tzinfo=UTC) + timedelta(hours=20), on=ON,
    )  # fmt: skip


def test_a_message_of_the_worker_is_told_and_stands_in_the_case(case, gateway):
    wish(case.obligee)
    message(case)
    assert do_send_reminders(on=ON, gateway=gateway).sent_count == 2
    assert not any(b"Secret" in content for content in files(gateway).values())
    places = timeline_for_case(case, on=ON).places
    told = [entry.told.words for entry in entries_at(places)]
    assert any(words.startswith("Reminder by text message to ") for words in told)
    assert not any("763" in words or EMAIL in words for words in told)


@pytest.mark.parametrize("word", ["STOP", "stop.", "Alto por favor"])
def test_a_stop_word_ends_reminders_to_everybody_of_the_number(case, word):
    wish(case.obligee)
    wish(case.obligor)
    assert do_take_answer(phone="+1 307 763 0123", text=word, on=ON) == 2
    for person in (case.obligee_id, case.obligor_id):
        assert not preference_of(person).text_reminders
    assert do_take_answer(phone="+1 307 763 0123", text=word, on=ON) == 0


def test_other_words_end_nothing(case):
    wish(case.obligee)
    for text in ("please don't stop", "", "thanks"):
        assert do_take_answer(phone="307 763 0123", text=text, on=ON) == 0


def test_answers_in_the_folder_are_taken_once(case, gateway):
    wish(case.obligee)
    folder = gateway.folder / "answers"
    folder.mkdir(parents=True)
    (folder / "1.txt").write_text("From: +13077630123\nSTOP\n")
    do_send_reminders(on=ON, gateway=gateway)
    assert not preference_of(case.obligee_id).text_reminders
    wish(case.obligee)
    do_send_reminders(on=ON, gateway=gateway)
    assert preference_of(case.obligee_id).text_reminders


def test_a_link_that_is_not_from_this_house_is_nobodys():
    assert person_of_token(stop_token(7)) == 7
    for token in ("", "7", stop_token(7)[:-1] + "!", stop_token(7) + "x"):
        assert person_of_token(token) is None


def test_an_address_or_a_number_that_cannot_be_is_refused():
    bad = Wishes("en", email="a@b\nBcc: x@y.z", email_reminders=True, phone="12345")
    assert set(faults_of(bad)) == {"email", "phone"}
    assert faults_of(Wishes("en", text_reminders=True)) == {"phone": "outreach.e_phone"}
    assert faults_of(Wishes("en")) == {}
