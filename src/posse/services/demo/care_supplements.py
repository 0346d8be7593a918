"""The demo's supplements for special needs: one approved and paid by hand, one that waits."""

from datetime import date

from posse.apps.subsidy.models import Authorization
from posse.services.care.supplementing import (
    Asked,
    do_ask_supplement,
    do_decide_supplement,
    do_record_payment,
    do_show_condition,
    lacking,
)

WORDS = "Dr. Ada Feverfew of the Example Clinic, by a paper of this month"


def do_make_demo_supplements(*, on: date, by: str, supervisor: str) -> int:
    """Two supplements of invented children; how many. Source: CC-1101-O."""
    rows = Authorization.objects.filter(
        replaced_by__isnull=True, end__isnull=True, effective_on__lte=on, ends_on__gte=on,
        is_presumptive=False,
    )  # fmt: skip
    seen: dict[int, Authorization] = {}
    for row in rows.select_related("child", "provider", "care_case").order_by("id"):
        seen.setdefault(row.child_id, row)
    chosen = list(seen.values())[:2]
    for place, row in enumerate(chosen):
        asked = Asked(row.provider, on.replace(day=1), 18_000, "Help with each meal")
        found = do_ask_supplement(
            care_case=row.care_case, child=row.child, asked=asked, on=on, by=by
        )
        # The second one waits for its last papers.
        for condition in lacking(found)[: 2 if place else None]:
            do_show_condition(
                found, condition=condition.name, words=WORDS, document=None, on=on, by=by
            )
        if place == 0:
            words = "The provider needs a second helper at meals"
            do_decide_supplement(found, is_approved=True, words=words, on=on, by=supervisor)
            do_record_payment(found, month=on, reference="EX-0001", on=on, by=by)
    return len(chosen)
