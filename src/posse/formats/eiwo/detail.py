"""The detail record of one order, known to byte 2242.

The portal's fields of errors, which follow, and the record's length are not known. An order is
checked before it is laid out: it needs its employer's number to reach anybody.

Source: 45 CFR 303.100(e)(1).
"""

from collections.abc import Mapping, Sequence

from posse.formats.codec import Field, Record, RecordError, Value, field_text
from posse.formats.findings import Finding, record_finding
from posse.formats.layouts import load_layout

DETAIL = load_layout("eiwo_detail")
DOCUMENT_CODE = "DTL"
ORIGINAL, AMENDED, TERMINATION, LUMP_SUM = "ORG", "AMD", "TRM", "LUM"
ACTIONS = (ORIGINAL, AMENDED, TERMINATION, LUMP_SUM)
AMOUNTS = tuple(name for name in DETAIL.by_name if name.endswith("_amount"))
EIN_DIGITS = 9


def check_order(order: Mapping[str, Value], *, row: int) -> list[Finding]:
    """What keeps an order from going out; ``row`` is its place, counted from 1.

    Units: the fields of amounts are whole cents.
    """
    findings: list[Finding] = []
    if order.get("document_action_code") not in ACTIONS:
        reason = f"The action must be one of {', '.join(ACTIONS)}."
        findings.append(_finding(row, "document_action_code", code="action", reason=reason))
    ein = str(order.get("ein") or "")
    if not (len(ein) == EIN_DIGITS and ein.isascii() and ein.isdigit() and ein.strip("0")):
        reason = (
            "The employer has no federal number (FEIN) of nine digits, so no order can be"
            " addressed. Ask the employer for it and enter it in the register."
        )
        findings.append(_finding(row, "ein", code="fein", reason=reason))
    for name in AMOUNTS:
        amount = order.get(name)
        if amount is not None and not _is_amount(amount, DETAIL.by_name[name]):
            reason = f"The amount must be whole cents of at most {DETAIL.by_name[name].length}"
            reason += " digits, and not below 0."
            findings.append(_finding(row, name, code="amount", reason=reason))
    if order.get("document_action_code") == LUMP_SUM and not order.get(
        "lump_sum_payment_amount"
    ):
        reason = "An order for a lump sum must say how much of it is asked for."
        findings.append(
            _finding(row, "lump_sum_payment_amount", code="lump_sum", reason=reason)
        )
    return findings


def preview_order(order: Mapping[str, Value]) -> str:
    """The known bytes of one order; they are no record that an employer could take in.

    Raises: RecordError where a value does not fit or names no field.
    """
    strangers = sorted(set(order) - set(DETAIL.by_name))
    if strangers:
        raise RecordError(f"{DETAIL.record} has no field {', '.join(strangers)}")
    values = {**order, "document_code": DOCUMENT_CODE}
    return "".join(_known_bytes(field, values.get(field.name)) for field in DETAIL.fields)


def read_preview(text: str) -> tuple[Record, list[Finding]]:
    """The values of an order's known bytes, amounts as whole cents again."""
    record, findings = DETAIL.parse(text, line_number=1)
    for name in AMOUNTS:
        digits = str(record[name] or "")
        record[name] = int(digits) if digits.isascii() and digits.isdigit() else None
        if digits and record[name] is None:
            reason = "The amount must be digits only."
            findings.append(_finding(1, name, code="amount", reason=reason))
    return record, findings


def write_orders(orders: Sequence[Mapping[str, Value]]) -> bytes:
    """A file of orders, once the record's last bytes are in the layout.

    Raises: LayoutNotKnown while they are not; RecordError where a value does not fit.
    """
    DETAIL.refuse_if_not_known()
    lines = [preview_order(order) for order in orders]
    return "".join(f"{line}\n" for line in lines).encode("ascii")


def _is_amount(amount: Value, field: Field) -> bool:
    return isinstance(amount, int) and 0 <= amount < 10**field.length


def _known_bytes(field: Field, value: Value) -> str:
    """Amounts are zero filled though their charts call them text."""
    if field.name in AMOUNTS and value is not None:
        if not _is_amount(value, field):
            raise RecordError(
                f"{field.name} takes whole cents of at most {field.length} digits"
            )
        value = str(value).zfill(field.length)
    return field_text(field, value, is_upper_case=DETAIL.is_upper_case)


def _finding(row: int, name: str, *, code: str, reason: str) -> Finding:
    return record_finding(row, DETAIL.by_name[name].title, code=code, reason=reason)
