"""Cases whose remedies stand with partners, and what a day's files tell of them."""

from datetime import date

from tests.builders import BY, build_case
from tests.payments import start_run

from posse.apps.enforcement.models import RemedyState
from posse.formats.federal_offset import read_submissions
from posse.services.books.posting import do_fold
from posse.services.enforcement.files.sending import do_write_offset_file

ON, NEXT, MONTH_LATER = date(2026, 11, 2), date(2026, 11, 16), date(2026, 12, 1)
REMEDIES = (
    "federal_tax_offset", "federal_admin_offset", "passport_denial", "msfidm",
    "insurance_match", "credit_bureau", "fidm", "unclaimed_property", "lottery",
)  # fmt: skip
ARREARS = {"never_assigned": 300_000, "permanently_assigned": 20_050}


def family(*, remedies=REMEDIES, noticed_on=date(2026, 10, 1), arrears=None, **told):
    """A case whose debts are in the books and whose remedies stand with their partners."""
    found = build_case(monthly_cents=None, arrears=arrears or ARREARS, **told)
    for remedy in remedies:
        stand(found, remedy, noticed_on=noticed_on)
    fold(found)
    return found


def stand(case, remedy, *, state="submitted", noticed_on=None, **told):
    RemedyState.objects.update_or_create(
        obligor=case.obligor, remedy=remedy,
        defaults={
            "is_eligible": True, "state": state, "since": ON, "amount_cents": 320_050,
            "noticed_on": noticed_on, "last_submitted_on": ON, "submitted_cents": 320_050,
            **told,
        },
    )  # fmt: skip


def fold(case, on=ON):
    run = start_run(on, key=f"fold {case.pk} {on}")
    do_fold(obligors=[case.obligor_id], through=on, run=run)


def offset(on=ON):
    return do_write_offset_file(on=on, by=BY, today=on)


def told(sent):
    """Each record of an offset file: transaction, kind, amount in cents, exclusions."""
    rows = read_submissions(bytes(sent.file.content)).rows
    return rows.select("transaction", "case_type", "arrears_cents", "exclusions").rows()
