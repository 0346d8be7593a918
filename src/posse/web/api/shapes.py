"""What the data interface answers with. Money is whole cents and text, days are ISO dates."""

from datetime import date
from typing import Annotated, Any

from ninja import Field, Path, Schema

from posse.units.money import format_dollars
from posse.web.api.paging import LARGEST_ID

CaseNumber = Annotated[str, Path(pattern=r"^[A-Za-z0-9-]{1,20}$", description="such as C100")]
Id = Annotated[int, Path(ge=1, le=LARGEST_ID)]


class Money(Schema):
    """An amount, exactly."""

    cents: int
    text: str

    @classmethod
    def of(cls, cents: int) -> "Money":
        """The amount of so many cents."""
        return cls(cents=cents, text=format_dollars(cents))


class CaseRow(Schema):
    """A case in the list."""

    number: str
    county_fips: str
    opened_on: date
    service: str
    state: str
    obligor: int | None
    obligee: int


class Cases(Schema):
    """A page of cases."""

    items: list[CaseRow]
    next: str = Field("", description="cursor of the next page; empty on the last")


class PersonOfCase(Schema):
    """Somebody with a part in a case."""

    participant: int
    role: str
    name: str
    birth_date: date | None
    masked_ssn: str


class CaseWhole(CaseRow):
    """One case."""

    assistance: str
    next_action: str
    next_action_why: str


class PeopleOfCase(Schema):
    """Everybody in a case."""

    items: list[PersonOfCase]


class TimelineRow(Schema):
    """Something that happened."""

    day: date
    kind: str
    words: str


class Timeline(Schema):
    """A page of what happened, the latest first."""

    items: list[TimelineRow]
    next: str = ""


class BalanceRow(Schema):
    """What one debt of a case stands at."""

    account: int
    obligation: str
    bucket: str
    balance: Money


class Balances(Schema):
    """What a case owes as of a day."""

    on: date
    due_this_month: Money
    paid_this_month: Money
    arrears_family: Money
    arrears_state: Money
    debts: list[BalanceRow]


class PaymentRow(Schema):
    """A receipt of which a case had a part."""

    receipt: int
    received_on: date
    source: str = Field(description="“Source restricted” where it is federal tax information")
    payor: str
    amount: Money
    applied: Money


class Payments(Schema):
    """A page of receipts, the latest first."""

    items: list[PaymentRow]
    next: str = ""


class ReceiptWhole(Schema):
    """One receipt, and why it went where it went."""

    receipt: int
    received_on: date
    source: str
    amount: Money
    case: str | None
    is_masked: bool
    explanation: dict[str, Any] | None


class AddressRow(Schema):
    """Where somebody lives or gets mail."""

    kind: str
    line_1: str
    line_2: str
    city: str
    state: str
    zip_code: str


class ContactRow(Schema):
    """A telephone, an e-mail or what else says how somebody is reached."""

    kind: str
    value: str


class Person(Schema):
    """Somebody of the register. Without whereabouts where ``protection`` says so."""

    participant: int
    name: str
    birth_date: date | None
    masked_ssn: str
    protection: str = Field(description="“Address protected”, or empty")
    addresses: list[AddressRow]
    employers: list[str]
    contacts: list[ContactRow]
    cases: list[str]


class TaskRow(Schema):
    """Something to be done. ``etag`` is what If-Match must say when it is changed."""

    id: int
    case: str | None
    kind: str
    subject: str
    rule: str
    opened_on: date
    due_on: date
    must_wait: bool
    assigned_to: int | None
    team: int | None
    state: str
    closed_on: date | None
    outcome: str
    etag: str


class Tasks(Schema):
    """A page of tasks."""

    items: list[TaskRow]
    next: str = ""


class Finish(Schema):
    """How a task ends: by an event that stops its clock, or by words."""

    outcome: str = Field("", max_length=200, pattern=r"^[^\x00]*$")
    event: str = Field("", max_length=40, pattern=r"^[a-z_]*$")
    effective_on: date | None = None
    is_cancelled: bool = False


class Assign(Schema):
    """Who does a task from now on, and why."""

    staff: int = Field(ge=1, le=LARGEST_ID)
    why: str = Field(min_length=1, max_length=200, pattern=r"^[^\x00]*$")
