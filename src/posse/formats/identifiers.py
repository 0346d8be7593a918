"""Checks of the identifiers that several partners' files share."""

from stdnum.us import rtn

from posse.formats.findings import Finding, record_finding

CASE_ID_FIELD = "Case Identifier"


def case_id_findings(
    case_id: str, *, line: int | None, field: str = CASE_ID_FIELD, code: str = "case_id"
) -> list[Finding]:
    """What makes a case id unfit for any partner's file.

    An asterisk or a backslash would end the element in a DED segment and a blank in front
    would shift the key of the case registry, so all partners share this rule.

    Source: general rules of the case registry record and of element DED02.
    """
    if not case_id.strip():
        reason = f"{field} is blank; give the case number of the withholding order."
    elif case_id.startswith(" "):
        reason = f"{field} begins with a blank; write it from the first place on."
    elif "*" in case_id or "\\" in case_id:
        reason = f"{field} holds an asterisk or a backslash; leave both out."
    else:
        return []
    return [record_finding(line, field, code=code, reason=reason, text=case_id)]


def ssn_findings(
    ssn: str, *, line: int | None, field: str = "SSN", code: str = "ssn"
) -> list[Finding]:
    """What makes a Social Security number unreadable; whether it was issued is not asked.

    The number itself never stands in the finding.
    """
    is_nine_digits = len(ssn) == 9 and ssn.isascii() and ssn.isdigit()
    if is_nine_digits and ssn != "000000000":
        return []
    reason = f"{field} must be nine digits without dashes and not all zeros; send it again."
    return [record_finding(line, field, code=code, reason=reason)]


def fips_findings(
    fips: str, *, line: int | None, field: str = "FIPS Code", code: str = "fips"
) -> list[Finding]:
    """What makes a place code unreadable: five or seven digits, or none at all."""
    if not fips or (len(fips) in (5, 7) and fips.isascii() and fips.isdigit()):
        return []
    reason = f"{field} must be five digits (state, county) or seven (with the local code)."
    return [record_finding(line, field, code=code, reason=reason, text=fips)]


def is_routing_number(routing_number: str) -> bool:
    """Whether nine digits carry their check digit (weights 3, 7, 1)."""
    return bool(rtn.is_valid(routing_number)) and len(routing_number) == 9
