"""Sources of income that the register and the books show by themselves, found each night.

Each statement adds what is missing and nothing else, so a second run adds nothing.
"""

from datetime import date

from django.db import connection, transaction

# The latest word on each job of a paying parent.
JOB = """
    SELECT DISTINCT ON (participant_id, employer_id, employer_name)
           participant_id, employer_id, employer_name, effective_on, recorded_on, is_ended
    FROM people_employment
    WHERE recorded_on <= %(on)s AND effective_on <= %(on)s
      AND participant_id IN (SELECT obligor_id FROM cases_case)
    ORDER BY participant_id, employer_id, employer_name, effective_on DESC, id DESC"""

# A job told again after its end is a new source only where it began after that end.
FROM_JOBS = """
    INSERT INTO withholding_incomesource (obligor_id, employer_id, payor_name, kind, began_on,
                                          told_on, told_by, recorded_by)
    SELECT job.participant_id, job.employer_id,
           CASE WHEN job.employer_id IS NULL THEN job.employer_name ELSE '' END, 'wages',
           job.effective_on, job.recorded_on, 'worker', %(by)s
    FROM ({job}) AS job
    WHERE NOT job.is_ended AND NOT EXISTS (
        SELECT FROM withholding_incomesource AS known
        LEFT JOIN withholding_sourceend AS ended ON ended.source_id = known.id
        WHERE known.obligor_id = job.participant_id
          AND known.employer_id IS NOT DISTINCT FROM job.employer_id
          AND (job.employer_id IS NOT NULL OR known.payor_name = job.employer_name)
          AND coalesce(ended.ended_on, 'infinity') >= job.effective_on)
    ON CONFLICT DO NOTHING"""

ENDED_JOBS = """
    INSERT INTO withholding_sourceend (source_id, ended_on, told_on, told_by, note, recorded_by)
    SELECT known.id, greatest(job.effective_on, known.began_on), job.recorded_on, 'worker', '',
           %(by)s
    FROM ({job}) AS job JOIN withholding_incomesource AS known
      ON known.obligor_id = job.participant_id
     AND known.employer_id IS NOT DISTINCT FROM job.employer_id
     AND (job.employer_id IS NOT NULL OR known.payor_name = job.employer_name)
    WHERE job.is_ended AND known.kind = 'wages' AND known.began_on <= job.effective_on
    ON CONFLICT DO NOTHING"""

# The payor's own word comes with a payment.
TOLD_BY_PAYORS = """
    INSERT INTO withholding_sourceend (source_id, ended_on, told_on, told_by, note, recorded_by)
    SELECT DISTINCT ON (known.id) known.id, greatest(told.effective_on, known.began_on),
           told.recorded_on, 'payor', 'Told with a payment.', %(by)s
    FROM payments_terminationnotice AS told JOIN withholding_incomesource AS known
      ON known.obligor_id = told.participant_id AND known.employer_id = told.employer_id
    WHERE told.recorded_on <= %(on)s AND known.told_on <= told.recorded_on
      AND NOT EXISTS (SELECT FROM withholding_sourceend WHERE source_id = known.id)
    ORDER BY known.id, told.recorded_on, told.id
    ON CONFLICT DO NOTHING"""

# Who sends what was withheld from a parent's pay, pays that parent. A payment after the end
# of a job is the last of it, so a payor that is known already is no new source.
FROM_PAYMENTS = """
    INSERT INTO withholding_incomesource (obligor_id, employer_id, payor_name, kind, began_on,
                                          told_on, told_by, recorded_by)
    SELECT receipt.obligor_id, payor.id, '', 'wages', min(receipt.effective_on),
           min(receipt.recorded_on), 'match', %(by)s
    FROM payments_receipt AS receipt
    JOIN people_employer AS payor ON payor.fein = right(trim(receipt.payor_id), 9)
    WHERE receipt.source = 'income_withholding' AND receipt.obligor_id IS NOT NULL
      AND receipt.recorded_on BETWEEN %(since)s AND %(on)s
      AND trim(receipt.payor_id) ~ '^1?[0-9]{{9}}$'
      AND NOT EXISTS (
          SELECT FROM withholding_incomesource AS known
          WHERE known.obligor_id = receipt.obligor_id AND known.employer_id = payor.id)
    GROUP BY receipt.obligor_id, payor.id
    ON CONFLICT DO NOTHING"""


@transaction.atomic
def do_derive_sources(*, on: date, since: date, by: str) -> int:
    """Take over jobs, their ends and payors who sent money since a day; how many changed.

    Source: 45 CFR 303.100(e)(2), CS-IRG-G13.
    """
    params: dict[str, date | str] = {"on": on, "since": since, "by": by}
    count = 0
    with connection.cursor() as cursor:
        for statement in (FROM_JOBS, FROM_PAYMENTS, TOLD_BY_PAYORS, ENDED_JOBS):
            cursor.execute(statement.format(job=JOB), params)
            count += cursor.rowcount
    return count
