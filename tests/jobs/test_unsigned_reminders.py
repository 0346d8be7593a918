"""Who began an application online and did not sign it is reminded once, if asked for."""

from datetime import date, timedelta

import pytest
from tests.intake import answers

from posse.apps.outreach.models import ApplicantWish, Handover, SentMessage
from posse.services.intake.applications import (
    do_file_application,
    do_save_answers,
    do_start_application,
)
from posse.services.online.codes import do_make_code
from posse.services.outreach.gateway import FolderGateway
from posse.services.outreach.preferences import APPLICATION, person_of_token
from posse.services.outreach.reminders import do_send_reminders
from posse.services.outreach.unsigned import do_end_wish, do_wish_reminder, wish_of

pytestmark = pytest.mark.django_db
BEGUN, DUE = date(2026, 10, 1), date(2026, 10, 6)
EMAIL, PHONE = "wren@example.org", "307-763-0123"


@pytest.fixture
def gateway(tmp_path):
    return FolderGateway(tmp_path / "messages")


def begun(*, told=None, to=EMAIL, is_safe=False):
    """An application saved online, with a code to come back and a wish to be reminded."""
    application = do_start_application(channel="online", on=BEGUN, by="online applicant")
    application = save(application, told or answers(), on=BEGUN)
    do_make_code(application=application, on=BEGUN)
    if to:
        do_wish_reminder(
            application=application, to=to, is_safe=is_safe, language="en", on=BEGUN
        )
    return application


def save(application, told, *, on):
    return do_save_answers(
        application=application, answers=told, seen_version=application.version,
        on=on, by="online applicant",
    )  # fmt: skip


def run(gateway, on=DUE):
    counts = do_send_reminders(on=on, gateway=gateway)
    return counts.decided_count, counts.sent_count


def files(gateway):
    return [path.read_text() for path in sorted(gateway.folder.glob("*/*.*"))]


def test_one_reminder_goes_out_on_the_fifth_day_and_never_again(gateway):
    application = begun()
    assert run(gateway, DUE - timedelta(days=1)) == (0, 0)
    assert run(gateway) == (1, 1)
    assert run(gateway) == (0, 0)
    assert run(gateway, DUE + timedelta(days=20)) == (0, 0)
    (written,) = files(gateway)
    assert f"To: {EMAIL}" in written
    assert "November 30" in written
    # Nothing tells whose form it is, or what for.
    for telling in ("Wren", "Fernbobbin", "Robin", "support", application.number):
        assert telling not in written


def test_the_days_run_from_what_was_saved_last(gateway):
    application = begun()
    save(application, answers(custodial={"city": "Laramie"}), on=date(2026, 10, 4))
    assert run(gateway) == (0, 0)
    assert run(gateway, date(2026, 10, 9)) == (1, 1)


def test_nobody_is_reminded_who_did_not_ask_or_wants_it_no_more(gateway):
    begun(to="")
    application = begun(to=PHONE)
    assert do_end_wish(application=application.pk, on=BEGUN)
    assert not do_end_wish(application=application.pk, on=BEGUN)
    assert run(gateway) == (0, 0)


def test_a_signed_application_and_one_whose_code_ended_are_not_told(gateway):
    do_file_application(
        application=begun(), signature="Wren Fernbobbin", on=BEGUN, by="online applicant"
    )
    begun()
    assert run(gateway, BEGUN + timedelta(days=61)) == (0, 0)


def test_signed_after_it_was_decided_the_reminder_is_withdrawn(gateway, monkeypatch):
    application = begun()
    with monkeypatch.context() as patched:
        patched.setattr("posse.services.outreach.reminders._do_hand_over", lambda *_a, **_k: (
            0, 0, 1))  # fmt: skip
        assert run(gateway) == (1, 0)
    do_file_application(
        application=application, signature="Wren Fernbobbin", on=DUE, by="online applicant"
    )
    assert run(gateway) == (0, 0)
    assert Handover.objects.get().outcome == "withdrawn"
    assert not files(gateway)


@pytest.mark.cites("CS-6.3-FV-2")
@pytest.mark.parametrize(("is_safe", "count"), [(False, 0), (True, 1)])
def test_in_danger_only_what_nobody_else_reads_is_written_to(gateway, is_safe, count):
    begun(told=answers(custodial={"afraid": "yes"}), is_safe=is_safe)
    assert run(gateway) == (count, count)


def test_a_stop_word_and_the_link_of_an_e_mail_end_it(gateway):
    by_text, by_email = begun(to=PHONE), begun()
    assert run(gateway) == (2, 2)
    email = next(each for each in files(gateway) if "Subject" in each)
    address = email.partition("List-Unsubscribe: ")[2]
    token = address.partition("/family/stop/")[2].partition("/")[0]
    assert person_of_token(token) is None
    assert person_of_token(token, of=APPLICATION) == by_email.pk
    folder = gateway.folder / "answers"
    folder.mkdir()
    (folder / "1.txt").write_text(f"From: {PHONE}\nStop please")
    run(gateway)
    assert wish_of(by_text.pk) is None
    assert wish_of(by_email.pk).address == EMAIL


@pytest.mark.parametrize("typed", ["", "wren@", "12", f"{'w' * 250}@example.org"])
def test_what_is_no_address_is_refused(typed):
    with pytest.raises(ValueError, match="neither an e-mail"):
        do_wish_reminder(
            application=begun(to=""), to=typed, is_safe=False, language="en", on=BEGUN
        )
    assert not ApplicantWish.objects.exists()


def test_both_begun_on_one_day_are_told_apart(gateway):
    one, two = begun(), begun(to=PHONE)
    assert run(gateway) == (2, 2)
    assert set(SentMessage.objects.values_list("application", flat=True)) == {one.pk, two.pk}
