"""Three people of the demo who use the portal: two parents of one case, and a caretaker.

The parents' case is that whose money tells the most, the caretaker's that with most children.
"""

from datetime import date

from django.contrib.auth.models import User
from django.db import connection, transaction
from django.db.models import Count

from posse.apps.care.models import CareCase
from posse.apps.cases.models import Case
from posse.apps.people.models import FamilyViolence, Participant
from posse.apps.portal.models import PortalAccount
from posse.services.access import CUSTODIAL_PARENT, NONCUSTODIAL_PARENT, do_give_roles

RECEIVING, PAYING, CARETAKER = "receiving-parent", "paying-parent", "caretaker"
# The case in which money of the most kinds went to the most payees; nobody in it is in danger.
TELLING = """
    SELECT line.case_id
    FROM books_distributionline AS line JOIN cases_case AS shown ON shown.id = line.case_id
    WHERE line.amount_cents > 0 AND shown.obligor_id IS NOT NULL
      AND EXISTS (SELECT FROM payments_disbursementline AS sent
                  JOIN payments_disbursement AS whole ON whole.id = sent.disbursement_id
                  WHERE sent.case_id = shown.id AND whole.payee_id = shown.obligee_id)
      AND NOT EXISTS (SELECT FROM people_familyviolence AS mark
                      WHERE mark.participant_id IN (shown.obligor_id, shown.obligee_id))
    GROUP BY line.case_id
    ORDER BY count(DISTINCT (line.obligation, line.bucket, line.payee)) DESC,
             count(DISTINCT line.payee) DESC, line.case_id
    LIMIT 1"""


def telling_case() -> Case | None:
    """The case whose payments have the most to tell; nothing before anything is paid."""
    with connection.cursor() as cursor:
        cursor.execute(TELLING)
        row = cursor.fetchone()
    return Case.objects.select_related("obligor", "obligee").get(pk=row[0]) if row else None


def telling_care_case() -> CareCase | None:
    """The case in which most children are authorized; nobody in it is in danger."""
    marked = FamilyViolence.objects.values("participant")
    rows = CareCase.objects.exclude(members__participant__in=marked).annotate(
        count=Count("authorizations", distinct=True)
    )
    return rows.filter(count__gt=0).order_by("-count", "id").first()


@transaction.atomic
def do_set_caretaker(*, care_case: CareCase, password_hash: str, on: date) -> None:
    """An account of the portal for who applied in a case, made or brought up to date."""
    _do_set(CARETAKER, care_case.applicant, password_hash=password_hash, on=on)


@transaction.atomic
def do_set_parents(*, case: Case, password_hash: str, on: date) -> None:
    """Accounts of the portal for both parents of a case, made or brought up to date."""
    assert case.obligor is not None, "the case was chosen for its two parents"
    _do_set(RECEIVING, case.obligee, CUSTODIAL_PARENT, password_hash=password_hash, on=on)
    _do_set(PAYING, case.obligor, NONCUSTODIAL_PARENT, password_hash=password_hash, on=on)


def _do_set(
    username: str, person: Participant, *roles: str, password_hash: str, on: date
) -> None:
    about = {"password": password_hash, "is_active": True}
    user, _ = User.objects.update_or_create(username=username, defaults=about)
    do_give_roles(user, list(roles))
    PortalAccount.objects.update_or_create(
        user=user, defaults={"participant": person, "is_open": True, "opened_on": on}
    )
