"""What an approval would authorize, looked at before it is kept.

Source: CC-1101-M.1, CC-200-authorization.
"""

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from posse.apps.care.choices import CareApplicationKind
from posse.apps.care.models import CareApplication
from posse.apps.subsidy.models import Authorization
from posse.services.care.applying import KINDS, do_determine_application
from posse.services.care.authorizing import Refused, plan
from posse.services.care.deciding import asked_of
from posse.services.care.letters import names_of


@dataclass(frozen=True)
class Foreseen:
    """One authorization as it would be, and what in it asks for attention."""

    child: str
    row: Authorization
    remarks: tuple[str, ...]


def foreseen(application: CareApplication, *, on: date) -> tuple[list[Foreseen], str]:
    """What an approval on a day would authorize, and why it could not; nothing is kept.

    Raises: LawError where the law of the day is not known.
    Source: CC-1101-B, CC-1101-H, CC-1101-M.1, CC-1202-E.
    """
    kind = KINDS[CareApplicationKind(application.kind)]
    try:
        with transaction.atomic():
            rows = do_determine_application(application, kind=kind, on=on, by="nobody")
            planned = [
                each
                for row in rows
                if row.is_eligible
                for each in plan(asked_of(application, row), on=on)
            ]
            transaction.set_rollback(True)
    except Refused as refusal:
        return [], str(refusal)
    names = names_of([each.row.child_id for each in planned], on=on)
    return [
        Foreseen(names.get(each.row.child_id, ""), each.row, each.remarks) for each in planned
    ], ""
