"""What the demo's two parents and the office wrote, told and sent to each other."""

from datetime import UTC, date, datetime, time
from typing import Any

from django.contrib.auth.models import User

from posse.apps.cases.models import Case
from posse.apps.portal.choices import ChangeKind
from posse.apps.portal.models import PortalAccount, Thread
from posse.jobs.demo.recording import made_up_paper
from posse.services.demo.parents import PAYING, RECEIVING
from posse.services.outreach.preferences import Wishes, do_set_preferences
from posse.services.portal.accounts import cases_of
from posse.services.portal.changes import (
    do_accept_change,
    do_refuse_change,
    do_report_change,
    standing_of,
)
from posse.services.portal.messages import do_answer_parent, do_begin_thread
from posse.services.portal.papers import do_send_paper

ASKED = "My payment came two days later than last month. Did something change?"
ANSWERED = (
    "Nothing changed. Your payment waits until the employer's money is here; last month had a"
    " holiday in between. You should see it by Friday."
)
WAITING = "I got a letter that I do not understand. Can somebody call me after five?"
HOME = {
    "address_kind": "residence", "line_1": "88 Example Street", "city": "Laramie",
    "state": "WY", "zip_code": "82070",
}  # fmt: skip


def do_exchange(worker: str, *, on: date) -> None:
    """A conversation that was answered, one that waits, told changes and a paper; once."""
    found = PortalAccount.objects.select_related("user", "participant")
    accounts = {each.user.username: each for each in found}
    if Thread.objects.exists() or not {RECEIVING, PAYING} <= accounts.keys():
        return
    user, receiving = User.objects.get(username=worker), accounts[RECEIVING]
    shared = set(cases_of(accounts[PAYING]))
    case = next(each for each in cases_of(receiving) if each in shared)
    _write(receiving, accounts[PAYING], case, user=user, on=on)
    _choose_reminders(receiving, on=on)
    _tell(receiving, accounts[PAYING], case, user=user, on=on)
    do_send_paper(
        account=accounts[PAYING], case=case, kind="income", name="Pay stub.png",
        content=made_up_paper("Pay stub of a made-up person"), media_type_claimed="image/png",
        at=_at(on, 19), on=on,
    )  # fmt: skip


def _choose_reminders(account: PortalAccount, *, on: date) -> None:
    """The receiving parent is reminded by e-mail, at an address that nobody has."""
    do_set_preferences(
        participant=account.participant,
        wishes=Wishes("en", email="receiving.parent@example.org", email_reminders=True,
                      email_is_safe=True),
        on=on,
        by=account.user.get_username(),
    )  # fmt: skip


def _write(
    receiving: PortalAccount, paying: PortalAccount, case: Case, *, user: User, on: date
) -> None:
    asked = do_begin_thread(
        account=receiving, case=case, subject="My last payment", text=ASKED, at=_at(on, 14),
        on=on,
    )  # fmt: skip
    do_answer_parent(thread=asked, user=user, text=ANSWERED, at=_at(on, 16), on=on)
    do_begin_thread(
        account=paying, case=case, subject="A letter", text=WAITING, at=_at(on, 18), on=on
    )


def _tell(
    receiving: PortalAccount, paying: PortalAccount, case: Case, *, user: User, on: date
) -> None:
    """An address that waits, a telephone that holds, a job taken in, and one not accepted."""
    since = {"since": on.isoformat()}
    of_receiving: dict[str, Any] = {"account": receiving, "case": case, "on": on}
    of_paying: dict[str, Any] = {"account": paying, "case": case, "on": on}
    number = {"phone_kind": "mobile_phone", "number": "(307) 555-0123"}
    do_report_change(kind=ChangeKind.PHONE, answers=number, at=_at(on, 14), **of_receiving)
    do_report_change(kind=ChangeKind.ADDRESS, answers=HOME | since, at=_at(on, 15),
                     **of_receiving)  # fmt: skip
    job = {"job": "began", "employer": "Example Feed Store"} | since
    taken = do_report_change(kind=ChangeKind.EMPLOYER, answers=job, at=_at(on, 15), **of_paying)
    do_accept_change(report=taken, user=user, seen=standing_of(taken), at=_at(on, 17), on=on)
    custody = {"lives_with": "me"} | since
    refused = do_report_change(kind=ChangeKind.CUSTODY, answers=custody, at=_at(on, 16),
                               **of_paying)  # fmt: skip
    do_refuse_change(
        report=refused, user=user, seen=standing_of(refused), at=_at(on, 17), on=on,
        reason="Please send the custody order first. Then we can look at it again.",
    )  # fmt: skip


def _at(on: date, hour: int) -> datetime:
    return datetime.combine(on, time(hour, 5), tzinfo=UTC)
