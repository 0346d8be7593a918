"""People, cases, receipts and employers by number, also with a slip of the pen."""

from string import digits

from django.db import connection

from posse.apps.cases.models import Case
from posse.apps.orders.models import Order
from posse.apps.payments.models import Receipt
from posse.apps.people.models import Employer, Identity
from posse.services.search.hits import Found, Hit, identities_for_participants

SSN_LENGTH = 9
# A shorter case number has too many neighbours for a near-miss to mean anything.
NEAR_NUMBER_LENGTH_MIN = 5
EMPLOYERS_MAX = 5

SWAPPED = "two neighbouring digits swapped"
REPLACED = "one digit different"
MISSING = "one digit missing"
SURPLUS = "one digit too many"


def slips(number: str, *, length: int | None = None) -> dict[str, str]:
    """Numbers one slip of the pen away from ``number``, each with the slip in words.

    With ``length`` given, only slips that lead to a number of that length.
    """
    found: dict[str, str] = {}
    places = [place for place, mark in enumerate(number) if mark.isdigit()]
    for place in places:
        before, after = number[:place], number[place + 1 :]
        if after[:1].isdigit():
            found.setdefault(before + after[0] + number[place] + after[1:], SWAPPED)
        found.setdefault(before + after, SURPLUS)
        for digit in digits:
            found.setdefault(before + digit + after, REPLACED)
            found.setdefault(before + digit + number[place] + after, MISSING)
            found.setdefault(before + number[place] + digit + after, MISSING)
    found.pop(number, None)
    return {other: slip for other, slip in found.items() if length in {None, len(other)}}


def people_by_ssn(number: str) -> list[Found]:
    """People whose Social Security number is ``number`` or a slip of the pen from it."""
    if not SSN_LENGTH - 1 <= len(number) <= SSN_LENGTH + 1:
        return []
    near = slips(number, length=SSN_LENGTH)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT participant_id, substr(key, 3) FROM people_searchkey WHERE key = ANY(%s)",
            [[f"s:{number}", *(f"s:{other}" for other in near)]],
        )
        rows = sorted(cursor.fetchall(), key=lambda row: (row[1] != number, row[1], row[0]))
    return [
        Found(participant, "SSN matches", 100)
        if ssn == number
        else Found(participant, f"SSN with {near[ssn]}", 70, is_near_miss=True)
        for participant, ssn in rows
    ]


def cases_by_number(query: str, *, limit: int) -> list[Hit]:
    """Cases whose number is, begins with, or is a slip of the pen from ``query``."""
    number = query.upper()
    cases = list(Case.objects.filter(number__startswith=number)[:limit])
    reasons = {
        case.pk: ("Case number matches", 100)
        if case.number == number
        else (f"Case number begins with {number}", 90)
        for case in cases
    }
    if not cases and len(number) >= NEAR_NUMBER_LENGTH_MIN:
        near = slips(number)
        cases = list(Case.objects.filter(number__in=near)[:limit])
        reasons = {case.pk: (f"Case number with {near[case.number]}", 70) for case in cases}
    return _case_hits(cases, reasons)


def cases_by_order(query: str, *, limit: int) -> list[Hit]:
    """Cases that have an order with this number."""
    orders = Order.objects.filter(number__in={query, query.upper()}).select_related("case")
    cases = {order.case_id: order.case for order in orders[:limit]}
    return _case_hits(list(cases.values()), dict.fromkeys(cases, ("Order number matches", 95)))


def _case_hits(cases: list[Case], reasons: dict[int, tuple[str, int]]) -> list[Hit]:
    people = {case.obligor_id for case in cases} | {case.obligee_id for case in cases}
    names = identities_for_participants(person for person in people if person is not None)
    hits = []
    for case in cases:
        why, score = reasons[case.pk]
        parties = f"{_name(names, case.obligor_id)} pays to {_name(names, case.obligee_id)}"
        hits.append(
            Hit(
                kind="case",
                key=case.number,
                title=f"Case {case.number}",
                why=why,
                score=score,
                is_near_miss=score < 90,
                note=parties,
            )
        )
    return hits


def _name(names: dict[int, list[Identity]], participant: int | None) -> str:
    return names[participant][0].full_name if participant in names else "A parent not yet known"


def receipts_by_number(query: str) -> list[Hit]:
    """The receipt written as ``R123``."""
    number = query.upper().removeprefix("R")
    if not query.upper().startswith("R") or not number.isdecimal() or len(number) > 18:
        return []
    return [
        Hit(
            kind="receipt",
            key=str(receipt.pk),
            title=f"Receipt R{receipt.pk}",
            why="Receipt number matches",
            score=100,
            received_on=receipt.effective_on,
            amount_cents=receipt.amount_cents,
            note=receipt.payor_name,
        )
        for receipt in Receipt.objects.filter(pk=int(number))
    ]


def employers(query: str) -> list[Hit]:
    """Employers by a part of the name, or by identification number (FEIN)."""
    number = query.replace("-", "")
    is_number = number.isdecimal() and len(number) == 9
    chosen = {"fein": number} if is_number else {"name__icontains": query}
    return [
        Hit(
            kind="employer",
            key=str(employer.pk),
            title=employer.name,
            why="Employer number matches" if is_number else f"Employer's name has “{query}”",
            score=90 if is_number else 88,
            note=f"{employer.city}, {employer.state}",
        )
        for employer in Employer.objects.filter(**chosen).order_by("name", "id")[:EMPLOYERS_MAX]
    ]
