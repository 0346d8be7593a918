"""The five measures of each caseload, kept for the month so that months can be compared."""

from datetime import date

from posse.services.work.statements import do_run

MEASURE = """
    INSERT INTO work_caseloadmonth (staff_id, month, case_count, order_count, paying_count,
                                    due_cents, paid_cents, done_count, late_count)
    SELECT load.staff_id, %(month)s, load.cases, load.orders, load.paying, load.due_cents,
           load.paid_cents, COALESCE(done.in_time, 0),
           COALESCE(done.late, 0) + COALESCE(overdue.late, 0)
    FROM (SELECT staff_id, count(*) AS cases, count(*) FILTER (WHERE has_order) AS orders,
                 count(*) FILTER (WHERE has_order AND paid_cents > 0 AND month = %(month)s)
                     AS paying,
                 COALESCE(sum(due_cents) FILTER (WHERE month = %(month)s), 0)::bigint
                     AS due_cents,
                 COALESCE(sum(paid_cents) FILTER (WHERE month = %(month)s), 0)::bigint
                     AS paid_cents
          FROM work_casestanding WHERE staff_id IS NOT NULL AND is_served
          GROUP BY staff_id) AS load
    LEFT JOIN (SELECT assigned_to_id, count(*) FILTER (WHERE closed_on <= due_on) AS in_time,
                      count(*) FILTER (WHERE closed_on > due_on) AS late
               FROM work_task
               WHERE state = 'done' AND NOT must_wait AND assigned_to_id IS NOT NULL
                 AND closed_on >= %(month)s AND closed_on <= %(on)s
               GROUP BY assigned_to_id) AS done ON done.assigned_to_id = load.staff_id
    LEFT JOIN (SELECT assigned_to_id, count(*) AS late FROM work_task
               WHERE state = 'open' AND NOT must_wait AND due_on < %(on)s
                 AND assigned_to_id IS NOT NULL
               GROUP BY assigned_to_id) AS overdue ON overdue.assigned_to_id = load.staff_id
    ON CONFLICT (staff_id, month) DO UPDATE
    SET case_count = EXCLUDED.case_count, order_count = EXCLUDED.order_count,
        paying_count = EXCLUDED.paying_count, due_cents = EXCLUDED.due_cents,
        paid_cents = EXCLUDED.paid_cents, done_count = EXCLUDED.done_count,
        late_count = EXCLUDED.late_count"""


def do_measure_caseloads(*, on: date) -> int:
    """Measure every caseload as it stands on a date, for that date's month; how many."""
    return do_run(MEASURE, {"on": on, "month": on.replace(day=1)})
