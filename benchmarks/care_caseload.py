"""The child care caseload determined again with its database, beside the rules alone.

Fills the database of POSSE_HOME with families of a mother, her two children and a running
period, reads all of them, determines them and compares with what is authorized; then asks one
case's page as a specialist does. Prints the measured rows as JSON, as its last line.
"""

import argparse
import json
import os
import resource
import time
from datetime import date

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "posse.config.settings")
django.setup()

from django.core.management import call_command  # noqa: E402 - Django must stand first
from django.db import connection, transaction  # noqa: E402

from posse.apps.care.models import CareCase  # noqa: E402
from posse.rules.childcare.determination import DeterminationTerms, determine  # noqa: E402
from posse.services.care import caseload  # noqa: E402
from posse.services.care.caseload import compare, running_cases, summed  # noqa: E402
from posse.services.care.determining import look  # noqa: E402
from posse.services.care.stages import stages_of  # noqa: E402
from posse.services.law import current_law  # noqa: E402
from posse.services.pages.care.case import care_case_page  # noqa: E402

ON = date(2026, 10, 1)
PAGES_ASKED = 200
FACT = "'2026-01-05', '2026-01-05', 'bench'"
TOLD = "effective_on, recorded_on, recorded_by"
FILL = (
    "INSERT INTO people_participant (id) SELECT generate_series(1, {count} * 3)",
    f"""INSERT INTO people_identity (participant_id, surname, given_name, middle_name, suffix,
           sex, birth_date, {TOLD})
       SELECT n, 'Larkfield' || n % 9973, 'Pat', '', '', '',
           CASE WHEN n <= {{count}} THEN DATE '1990-01-01' + (n % 3000)::int
                ELSE DATE '2018-01-01' + (n % 2500)::int END, {FACT}
       FROM generate_series(1, {{count}} * 3) AS n""",
    """INSERT INTO care_carecase (id, number, applicant_id, county_fips, opened_on, opened_by)
       SELECT n, 'E' || 1000000 + n, n, '56021', '2026-01-05', 'bench'
       FROM generate_series(1, {count}) AS n""",
    f"""INSERT INTO care_householdmember (care_case_id, participant_id, home, role, is_ended,
           {TOLD})
       SELECT 1 + (n - 1) % {{count}}, n, 1,
           CASE WHEN n <= {{count}} THEN 'adult' ELSE 'child' END, FALSE, {FACT}
       FROM generate_series(1, {{count}} * 3) AS n""",
    f"""INSERT INTO care_householdtie (care_case_id, elder_id, younger_id, kind, is_ended,
           {TOLD})
       SELECT 1 + (n - 1) % {{count}}, 1 + (n - 1) % {{count}}, n, 'parent_child', FALSE, {FACT}
       FROM generate_series({{count}} + 1, {{count}} * 3) AS n""",
    f"""INSERT INTO care_circumstance (care_case_id, participant_id, name, value, origin,
           {TOLD})
       SELECT n, n, name, value::jsonb, 'worker', {FACT}
       FROM generate_series(1, {{count}}) AS n, (VALUES ('caretaker', '"parent"'),
           ('intends_to_stay', 'true'), ('is_identified', 'true'), ('gets_power', 'false'))
           AS told (name, value)""",
    f"""INSERT INTO care_circumstance (care_case_id, participant_id, name, value, origin,
           {TOLD})
       SELECT 1 + (n - 1) % {{count}}, n, name, value::jsonb, 'worker', {FACT}
       FROM generate_series({{count}} + 1, {{count}} * 3) AS n, (VALUES
           ('intends_to_stay', 'true'), ('is_identified', 'true'),
           ('citizenship', '"citizen"')) AS told (name, value)""",
    f"""INSERT INTO care_circumstance (care_case_id, participant_id, name, value, origin,
           {TOLD})
       SELECT n, NULL, 'assets', '100000'::jsonb, 'worker', {FACT}
       FROM generate_series(1, {{count}}) AS n""",
    f"""INSERT INTO care_activity (id, care_case_id, participant_id, kind, place, is_withdrawn,
           {TOLD})
       SELECT n, n, n, 'employment', '', FALSE, {FACT}
       FROM generate_series(1, {{count}}) AS n""",
    """INSERT INTO care_activityspan (activity_id, weekday, starts_minute, ends_minute,
           is_class, is_private_study)
       SELECT n, day, 540, 1020, FALSE, FALSE
       FROM generate_series(1, {count}) AS n, generate_series(0, 4) AS day""",
    f"""INSERT INTO care_careincome (care_case_id, participant_id, kind, payer, frequency,
           check_cents, reasons, is_withdrawn, {TOLD})
       SELECT n, n, 'wages', '', 'monthly', 120000 + n % 250000, '', FALSE, {FACT}
       FROM generate_series(1, {{count}}) AS n""",
    """INSERT INTO subsidy_careprovider (id, number, name, setting, line_1, city, state,
           zip_code, county_fips)
       SELECT n, 'P' || 1000000 + n, 'Made-Up Center ' || n, 'center', '', 'Cheyenne', 'WY',
           '82001', '56021' FROM generate_series(1, 500) AS n""",
    f"""INSERT INTO subsidy_providerstanding (provider_id, licence, needs_license,
           registered_on, licensed_on, barred_for, {TOLD})
       SELECT n, 'licensed', TRUE, '2026-01-05', '2026-01-05', '', {FACT}
       FROM generate_series(1, 500) AS n""",
    f"""INSERT INTO subsidy_providerrate (provider_id, from_months, is_full_day, charge_cents,
           declared_cents, {TOLD})
       SELECT n, 0, full_day, 2500 + n, 2500 + n, {FACT}
       FROM generate_series(1, 500) AS n, (VALUES (TRUE), (FALSE)) AS day (full_day)""",
    f"""INSERT INTO subsidy_carearrangement (care_case_id, child_id, provider_id, days_month,
           hours_day, other_cents, told_on, is_change, has_extension, is_withdrawn, {TOLD})
       SELECT 1 + (n - 1) % {{count}}, n, 1 + n % 500, 21, 800, 0, '2026-01-05', FALSE, FALSE,
           FALSE, {FACT}
       FROM generate_series({{count}} + 1, {{count}} * 3) AS n""",
    """INSERT INTO subsidy_determination (id, care_case_id, unit, kind, stage, is_eligible,
           people, facts, result, reasons, failing, size, gross_cents, countable_cents,
           limit_cents, step, copay_cents, agency_cents, profile, law_fingerprint,
           effective_on, recorded_on, recorded_by)
       SELECT n, n, n + {count}, 'initial', 'initial', TRUE, '{{}}', '{{}}', '{{}}', '[]', '[]',
           3, 0, 0, 0, 2, 0, 0, 'wyoming', '', '2026-01-05', '2026-01-05', 'bench'
       FROM generate_series(1, {count}) AS n""",
    """INSERT INTO subsidy_careperiod (care_case_id, unit, ends_on, step, determination_id,
           is_withdrawn, effective_on, recorded_on, recorded_by)
       SELECT n, n + {count}, '2027-01-04', 2, n, FALSE, '2026-01-05', '2026-01-05', 'bench'
       FROM generate_series(1, {count}) AS n""",
)


def fill(count: int) -> None:
    """Families of three, everything told, each with a provider and a period."""
    with transaction.atomic(), connection.cursor() as cursor:
        for statement in FILL:
            cursor.execute(statement.format(count=count))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def rows_of(count: int) -> list[dict[str, str]]:
    """The caseload, the rules alone on the same families, and one case's page."""
    began = time.perf_counter()
    found = summed(compare(on=ON))
    whole = time.perf_counter() - began
    assert sum(row.count for row in found) == count, "every unit is compared"
    cases = running_cases(on=ON)[: caseload.CASES_AT_ONCE]
    looked = look(cases, on=ON, stage=stages_of(cases, on=ON))
    terms = DeterminationTerms.from_law(current_law(), on=ON)
    began = time.perf_counter()
    determine(looked.found.eligibility.facts, terms=terms)
    alone = (time.perf_counter() - began) * count / len(cases)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    what = f"{count:,} child care families determined again and compared"
    return [
        {"what": f"{what}, database included", "measured": f"{whole:.1f} s", "limit": ""},
        {
            "what": "of which the rules themselves, in arrays",
            "measured": f"{alone:.2f} s, a {whole / alone:.0f}th part",
            "limit": "1 s for 1,000,000",
        },
        {"what": "memory of the program", "measured": f"{peak:,} MB", "limit": ""},
        page_row(),
    ]


def page_row() -> dict[str, str]:
    """A case's page with its determination, asked for many cases in turn."""
    asked = []
    for case in CareCase.objects.order_by("?")[:PAGES_ASKED]:
        began = time.perf_counter()
        care_case_page(case, on=ON, month=ON)
        asked.append(time.perf_counter() - began)
    asked.sort()
    middle, late = asked[len(asked) // 2], asked[len(asked) * 95 // 100]
    told = f"{middle * 1000:.0f} ms in the middle, {late * 1000:.0f} ms at the 95th percentile"
    return {"what": "a determination on screen", "measured": told, "limit": "under 200 ms"}


def main() -> None:
    """Fill where it is empty, measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=100_000)
    count = parser.parse_args().cases
    call_command("migrate", verbosity=0)
    if not CareCase.objects.exists():
        fill(count)
    print(json.dumps(rows_of(count)))


if __name__ == "__main__":
    main()
