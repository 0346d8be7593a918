"""What the federal office sends back: rejects, the reconciliation, collections.

Of a rejected record and of the reconciliation order and widths are known from one state
system, of a collection the bytes up to 97. What an error code means stands in no source at
hand, so the code itself is told. Nothing of these records is ever written.
"""

from posse.formats.codec import Record
from posse.formats.federal_offset.submission import ADD, CODES, NON_TANF, TANF
from posse.formats.findings import Finding, file_finding, in_line_order, record_finding
from posse.formats.layouts import load_layout
from posse.formats.record_lines import (
    PartnerFile,
    cut_line,
    lines_of,
    refused,
    repeated,
    signed_cents,
    ssn_text,
)

REJECT = load_layout("fop_reject")
REJECT_CONTROL = load_layout("fop_reject_control")
RECONCILIATION = load_layout("fop_reconciliation")
COLLECTION = load_layout("fop_collection_adjustment")
CONTROL_MARK = "CTL"
CODE_LENGTH = 2
AMOUNTS = ("certified_arrearage_amount", "collection_amount", "adjustment_amount")
EXCLUDED = "exclude_"


def read_rejects(content: bytes) -> PartnerFile:
    """Rejected and warned submissions with their codes; the control record counts them.

    A record gains ``codes`` (those that stand in it, joined by commas), ``words``, and its
    ``ssn`` becomes nine digits of text.
    Source: 45 CFR 303.72(d).
    """
    lines = lines_of(content)
    controls = [place for place, line in enumerate(lines) if line[2:5] == CONTROL_MARK]
    if len(controls) != 1:
        reason = "The file must have one control record that counts it. Send it in full."
        return refused(None, "Control", code="frame", reason=reason)
    place = controls[0]
    control, wrong = REJECT_CONTROL.parse(lines[place], line_number=place + 1)
    if wrong:
        return refused(place + 1, "Control", code="frame", reason=wrong[0].reason)
    told = [(line, text) for line, text in enumerate(lines, start=1) if line != place + 1]
    records, findings = [], []
    for line, text in told:
        record, problems = REJECT.parse(text, line_number=line)
        problems = problems or _key_findings(record, line)
        findings += problems
        if not problems:
            records.append((line, _with_words(record)))
    if not findings and (miscount := _miscount(control, records, line=place + 1)):
        return PartnerFile((), (miscount,), control)
    good, twice = repeated(
        records, ("ssn", "case_type_indicator", "transaction_type"), what="rejected record"
    )
    return PartnerFile(
        tuple(good), tuple(in_line_order([*findings, *twice])), control, len(told)
    )


def rejected_adds(file: PartnerFile) -> set[tuple[str, str]]:
    """The numbers and kinds of arrears that the federal office did not take in.

    A record does not tell a reject from a warning, so only a kind of arrears in which the
    control record counts no warning is sure.
    """
    sure = {
        case_type
        for kind, case_type in (("tanf", TANF), ("non_tanf", NON_TANF))
        if not file.control.get(f"{kind}_warning")
    }
    return {
        (str(record["ssn"]), str(record["case_type_indicator"]))
        for _, record in file.records
        if record["transaction_type"] == ADD and record["case_type_indicator"] in sure
    }


def _key_findings(record: Record, line: int) -> list[Finding]:
    if not ssn_text(record["ssn"]):
        return [_no_ssn(line)]
    if record["case_type_indicator"] not in (TANF, NON_TANF):
        reason = "The kind of arrears must be A or N; ask the federal office was rejected."
        return [record_finding(line, "Case Type Indicator", code="case_type", reason=reason)]
    return []


def _no_ssn(line: int) -> Finding:
    reason = "The record names no Social Security number, so it is about nobody."
    return record_finding(line, "SSN", code="ssn", reason=reason)


def _with_words(record: Record) -> Record:
    """A rejected record with its codes and what was sent, in words."""
    field = str(record["error_codes_1_6"])
    places = range(0, len(field), CODE_LENGTH)
    codes = [field[at : at + CODE_LENGTH].strip() for at in places]
    kept = [code for code in codes if code and code != "00"]
    letter = str(record["transaction_type"])
    known = CODES["transaction_type"].get(letter)
    what = known.words if known else f"transaction {letter or 'without a letter'}"
    told = ", ".join(kept) if kept else "no code"
    words = f"{what} came back with {told}; the partner's chart says what a code means"
    return {**record, "ssn": ssn_text(record["ssn"]), "codes": ",".join(kept), "words": words}


def _miscount(
    control: Record, records: list[tuple[int, Record]], *, line: int
) -> Finding | None:
    """A control record that counts other rejects and warnings than the file has."""
    for kind, case_type in (("tanf", TANF), ("non_tanf", NON_TANF)):
        counted = int(control[f"{kind}_rejected"] or 0) + int(control[f"{kind}_warning"] or 0)
        found = sum(record["case_type_indicator"] == case_type for _, record in records)
        if counted != found:
            reason = (
                f"The control record counts {counted} rejected and warned records of kind"
                f" {case_type} and the file has {found}. Send it again in full."
            )
            return file_finding(line, "Control", code="frame", reason=reason)
    return None


def read_reconciliation(content: bytes) -> PartnerFile:
    """What the federal office has of each parent; nothing known of the file counts it.

    A record gains ``exclusions`` (codes joined by commas), ``arrears_cents``, and its
    ``ssn`` becomes nine digits of text.
    """
    lines = lines_of(content)
    cut = cut_line(
        lines, length=max(len(lines[0]) if lines else 0, RECONCILIATION.known_length)
    )
    if cut:
        return cut
    records, findings = [], []
    for line, text in enumerate(lines, start=1):
        record, problems = RECONCILIATION.parse(text, line_number=line)
        if not problems and not ssn_text(record["ssn"]):
            problems = [_no_ssn(line)]
        findings += problems
        if not problems:
            records.append((line, _reconciled(record)))
    good, twice = repeated(records, ("ssn", "case_type"), what="parent and kind of arrears")
    return PartnerFile(tuple(good), tuple(in_line_order([*findings, *twice])), {}, len(lines))


def _reconciled(record: Record) -> Record:
    excluded = [str(record[name]) for name in record if name.startswith(EXCLUDED)]
    return {
        **record,
        "ssn": ssn_text(record["ssn"]),
        "arrears_cents": int(record["current_arrearage"] or 0) * 100,
        "exclusions": ",".join(code for code in excluded if code),
    }


def read_collections(content: bytes) -> PartnerFile:
    """Money taken and money taken back, as far as the bytes are known.

    A record gains ``certified_cents``, ``collection_cents`` and ``adjustment_cents``; of
    the last two one is zero. Whether the money is a tax refund, and of a joint return, is
    among the bytes that are not known; ``injured_spouse_indicator`` is told as it stands.
    Nothing known of the file counts it.
    Source: CS-9.2-TOP-JOINT-6.
    """
    lines = lines_of(content)
    cut = cut_line(lines, length=COLLECTION.known_length)
    if cut:
        return cut
    records, findings = [], []
    for line, text in enumerate(lines, start=1):
        record, problems = _collection(text, line)
        findings += problems
        if not problems:
            records.append((line, record))
    return PartnerFile(tuple(records), tuple(in_line_order(findings)), {}, len(lines))


def _collection(text: str, line: int) -> tuple[Record, list[Finding]]:
    record, problems = COLLECTION.parse(text, line_number=line)
    # A sign is no digit, so the codec's word on the three amounts is not the last one.
    titles = {COLLECTION.by_name[name].title for name in AMOUNTS}
    problems = [found for found in problems if found.field not in titles]
    cents = {name: signed_cents(record[name]) for name in AMOUNTS}
    for name, value in cents.items():
        field = COLLECTION.by_name[name]
        if value is None:
            reason = (
                f"{field.title} ({field.where}) must be digits, with a plain sign where it is"
                " negative; how else a sign is written is not known."
            )
            problems.append(record_finding(line, field.title, code="amount", reason=reason))
    if problems:
        return record, problems
    certified, collected, adjusted = (cents[name] or 0 for name in AMOUNTS)
    problems = _amount_findings(line, (certified, collected, adjusted))
    if not problems and not ssn_text(record["ssn"]):
        problems = [_no_ssn(line)]
    told = {
        **record,
        "ssn": ssn_text(record["ssn"]),
        "certified_cents": certified,
        "collection_cents": collected,
        "adjustment_cents": adjusted,
    }
    return told, problems


def _amount_findings(line: int, cents: tuple[int, int, int]) -> list[Finding]:
    """A record takes money or takes it back: never both, never neither, never less than 0."""
    certified, collected, adjusted = cents
    reason = ""
    if certified < 0 or collected < 0:
        reason = "The certified and the collected amount must not be negative."
    elif bool(collected) == bool(adjusted):
        reason = "A record must tell either a collection or an adjustment, the other zero."
    if not reason:
        return []
    return [
        record_finding(line, "Collection Amount", code="amount", reason=reason + " Ask for it.")
    ]
