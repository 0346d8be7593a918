"""The queries behind the facts of remedies: the same for one parent and for all.

Each reads only the cases of the temporary table ``remedy_case``, which ends with the
transaction. Accounts and causes are those of the books: 400 is the contra account of debts,
1 support fell due, 4 a debt brought over, 12 a judgment, 5, 6, 10 and 11 collections.
"""

CASES = """
    CREATE TEMPORARY TABLE remedy_case ON COMMIT DROP AS
    SELECT id AS case_id, obligor_id, family_id FROM cases_case
    WHERE obligor_id IS NOT NULL AND opened_on <= %(on)s
      AND (%(obligors)s::bigint[] IS NULL OR obligor_id = ANY(%(obligors)s::bigint[]))
    ORDER BY obligor_id, id"""

STANDING = """
    SELECT mine.case_id, mine.obligor_id, coalesce(status.service = 'iv_d', false),
           coalesce(status.state = 'open', false), coalesce(away.role, 'none')
    FROM remedy_case AS mine
    LEFT JOIN (SELECT DISTINCT ON (case_id) case_id, service, state
               FROM cases_casestatus JOIN remedy_case USING (case_id) WHERE effective_on <= %s
               ORDER BY case_id, effective_on DESC, id DESC) AS status USING (case_id)
    LEFT JOIN (SELECT DISTINCT ON (case_id) case_id, role
               FROM cases_interstaterole JOIN remedy_case USING (case_id)
               WHERE effective_on <= %s
               ORDER BY case_id, effective_on DESC, id DESC) AS away USING (case_id)
    ORDER BY mine.obligor_id, mine.case_id"""

ASSISTANCE = """
    SELECT mine.case_id,
           bool_or(period.program = 'power' AND period.is_now),
           bool_or(period.program = 'iv_e' AND period.is_now),
           bool_or(period.program = 'medicaid' AND period.is_now),
           bool_or(period.program <> 'medicaid')
    FROM remedy_case AS mine JOIN (
        SELECT DISTINCT ON (family_id, program, effective_on) family_id, program,
               coalesce(ends_on, 'infinity') >= %s AS is_now
        FROM (SELECT DISTINCT family_id FROM remedy_case) AS family
        JOIN cases_assistanceperiod USING (family_id) WHERE effective_on <= %s
        ORDER BY family_id, program, effective_on, recorded_on DESC, id DESC) AS period
      USING (family_id)
    GROUP BY 1"""

# What is owed, and what of it fell due in the days that are too young to count.
OWED = """
    CREATE TEMPORARY TABLE remedy_owed ON COMMIT DROP AS
    SELECT case_id,
           coalesce(sum(cents) FILTER (WHERE account IN ({assigned})), 0)::bigint
               AS assigned_cents,
           coalesce(sum(cents) FILTER (WHERE account IN ({unassigned})), 0)::bigint
               AS unassigned_cents,
           coalesce(sum(cents) FILTER (WHERE account IN ({current})), 0)::bigint
               AS current_cents,
           coalesce(sum(cents) FILTER (WHERE is_young), 0)::bigint AS young_cents
    FROM (SELECT posting.case_id, moved.account, moved.cents,
                 posting.credit = 400 AND posting.cause IN (1, 4, 12)
                 AND posting.effective_on > %(young)s AND moved.cents > 0 AS is_young
          FROM remedy_case JOIN books_posting AS posting USING (case_id)
          CROSS JOIN LATERAL (VALUES (debit, amount_cents), (credit, -amount_cents))
              AS moved (account, cents)
          WHERE posting.effective_on <= %(on)s
            AND moved.account IN ({assigned}, {unassigned}, {current})) AS lines
    GROUP BY case_id"""
READ_OWED = """
    SELECT case_id, assigned_cents, unassigned_cents, current_cents, young_cents
    FROM remedy_owed"""

# Payments retire the oldest instalment first, so what is owed is the newest of them.
OLDEST_UNPAID = """
    SELECT case_id, min(day) FROM (
        SELECT charged.case_id, charged.effective_on AS day,
               owed.assigned_cents + owed.unassigned_cents + owed.current_cents AS owed_cents,
               coalesce(sum(charged.amount_cents) OVER (
                   PARTITION BY charged.case_id
                   ORDER BY charged.effective_on DESC, charged.id DESC
                   ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS newer_cents
        FROM remedy_owed AS owed JOIN books_posting AS charged USING (case_id)
        WHERE owed.assigned_cents + owed.unassigned_cents > 0
          AND charged.credit = 400 AND charged.cause IN (1, 4, 12)
          AND charged.effective_on <= %s) AS instalment
    WHERE newer_cents < owed_cents GROUP BY case_id"""

# A term stands until its end, or until another one that replaces it governs.
ORDERS = """
    WITH term AS (
        SELECT mine.case_id, term.ends_on, term.first_due_on,
               max(coalesce(term.ends_on, 'infinity')) OVER (PARTITION BY mine.case_id)
                   AS latest_end,
               CASE term.frequency WHEN 'monthly' THEN term.amount_cents
                                   WHEN 'semimonthly' THEN term.amount_cents * 2
                                   WHEN 'biweekly' THEN term.amount_cents * 26 / 12
                                   WHEN 'weekly' THEN term.amount_cents * 52 / 12
                                   ELSE 0 END AS month_cents
        FROM remedy_case AS mine JOIN orders_order AS ordered USING (case_id)
        JOIN orders_orderterm AS term ON term.order_id = ordered.id
        WHERE term.obligation IN ('child_support', 'medical', 'spousal')
          AND term.effective_on <= %s
          AND NOT EXISTS (SELECT FROM orders_orderterm AS later
                          WHERE later.replaces_id = term.id AND later.effective_on <= %s)),
    support AS (
        SELECT case_id, min(first_due_on) AS first_due_on,
               sum(month_cents) FILTER (
                   WHERE coalesce(ends_on, 'infinity') = latest_end)::bigint AS last_cents,
               sum(month_cents) FILTER (
                   WHERE coalesce(ends_on, 'infinity') >= %s)::bigint AS current_cents
        FROM term GROUP BY case_id)
    SELECT ordered.case_id, min(ordered.ordered_on), min(support.first_due_on),
           coalesce(max(support.current_cents), max(support.last_cents), 0),
           coalesce(max(support.current_cents), 0) > 0
    FROM remedy_case JOIN orders_order AS ordered USING (case_id)
    LEFT JOIN support USING (case_id)
    WHERE ordered.ordered_on <= %s GROUP BY ordered.case_id"""

PAID_BY_MONTH = """
    SELECT posting.case_id, date_trunc('month', posting.effective_on)::date,
           sum(CASE WHEN credit BETWEEN 300 AND 306 THEN amount_cents
                    WHEN debit BETWEEN 300 AND 306 THEN -amount_cents ELSE 0 END)::bigint,
           max(posting.effective_on)
    FROM remedy_owed AS owed JOIN books_posting AS posting USING (case_id)
    WHERE owed.assigned_cents + owed.unassigned_cents > 0
      AND posting.cause IN (5, 6, 10, 11) AND posting.effective_on <= %s
    GROUP BY 1, 2"""

# A child without a birth date leaves it unknown when the last of them emancipates.
YOUNGEST = """
    SELECT role.case_id, max(who.birth_date)
    FROM (SELECT DISTINCT ON (case_id, participant_id) case_id, participant_id, is_ended
          FROM cases_caserole JOIN remedy_case USING (case_id)
          WHERE role = 'child' AND effective_on <= %s
          ORDER BY case_id, participant_id, effective_on DESC, id DESC) AS role
    LEFT JOIN LATERAL (SELECT birth_date FROM people_identity
        WHERE participant_id = role.participant_id
        ORDER BY effective_on DESC, id DESC LIMIT 1) AS who ON true
    WHERE NOT role.is_ended GROUP BY 1 HAVING bool_and(who.birth_date IS NOT NULL)"""

MARKS = """
    SELECT DISTINCT mark.case_id, mark.kind, mark.reason = 'payment_plan'
    FROM enforcement_suppression AS mark JOIN remedy_case USING (case_id)
    WHERE mark.effective_on <= %s AND mark.ends_on >= %s
      AND NOT EXISTS (SELECT FROM enforcement_suppressionlift AS lift
                      WHERE lift.suppression_id = mark.id AND lift.effective_on <= %s)"""

# What a person withdrew stays with the partner until the next file, but is used no more.
SUBMITTED = """
    SELECT obligor_id, remedy, true FROM enforcement_remedystate
    WHERE obligor_id IN (SELECT obligor_id FROM remedy_case) AND submitted_cents IS NOT NULL
      AND state <> 'withdrawn'"""

REVIEWS = """
    SELECT obligor_id, remedy, bool_or(state <> 'closed'), max(result_notice_on)
    FROM enforcement_review
    WHERE obligor_id IN (SELECT obligor_id FROM remedy_case) AND opened_on <= %s
    GROUP BY 1, 2"""

PEOPLE = """
    SELECT mine.obligor_id,
           coalesce(name.surname <> '', false), coalesce(name.birth_date IS NOT NULL, false),
           EXISTS (SELECT FROM people_identifier AS ssn
                   WHERE ssn.participant_id = mine.obligor_id AND ssn.kind = 'ssn'),
           EXISTS (SELECT FROM people_address AS home
                   WHERE home.participant_id = mine.obligor_id AND home.effective_on <= %s),
           coalesce(income.has_pay, false) OR EXISTS (SELECT FROM (
               SELECT DISTINCT ON (employer_id, employer_name)
                      employer_id, effective_on, is_ended
               FROM people_employment
               WHERE participant_id = mine.obligor_id AND effective_on <= %s
               ORDER BY employer_id, employer_name, effective_on DESC, id DESC) AS job
               WHERE NOT job.is_ended AND NOT EXISTS (
                   SELECT FROM withholding_incomesource AS known
                   JOIN withholding_sourceend AS ended ON ended.source_id = known.id
                   WHERE known.obligor_id = mine.obligor_id
                     AND known.employer_id = job.employer_id
                     AND ended.ended_on BETWEEN job.effective_on AND %s)),
           coalesce(income.has_unemployment, false),
           coalesce(income.has_workers_compensation, false),
           EXISTS (SELECT FROM withholding_lumpsum AS told
                   JOIN withholding_incomesource AS payer ON payer.id = told.income_source_id
                   WHERE payer.obligor_id = mine.obligor_id AND told.told_on <= %s
                     AND coalesce(told.payable_on, told.told_on) >= %s),
           EXISTS (SELECT FROM enforcement_passportsettlement AS settled
                   WHERE settled.obligor_id = mine.obligor_id AND settled.effective_on <= %s
                     AND coalesce(settled.ends_on, 'infinity') >= %s),
           EXISTS (SELECT FROM enforcement_levyapproval AS allowed
                   WHERE allowed.obligor_id = mine.obligor_id AND allowed.effective_on <= %s),
           (SELECT last_submitted_on FROM enforcement_remedystate AS asked
            WHERE asked.obligor_id = mine.obligor_id
              AND asked.remedy = 'irs_full_collection')
    FROM (SELECT DISTINCT obligor_id FROM remedy_case) AS mine
    LEFT JOIN LATERAL (SELECT surname, birth_date FROM people_identity
        WHERE participant_id = mine.obligor_id AND effective_on <= %s
        ORDER BY effective_on DESC, id DESC LIMIT 1) AS name ON true
    LEFT JOIN LATERAL (
        SELECT bool_or(kind NOT IN ('unemployment', 'workers_compensation')) AS has_pay,
               bool_or(kind = 'unemployment') AS has_unemployment,
               bool_or(kind = 'workers_compensation') AS has_workers_compensation
        FROM withholding_incomesource AS source
        LEFT JOIN withholding_sourceend AS ended ON ended.source_id = source.id
        WHERE source.obligor_id = mine.obligor_id AND source.told_on <= %s
          AND coalesce(ended.ended_on > %s, true)) AS income ON true
    ORDER BY mine.obligor_id"""

# A notice counts until the remedy that it was for was withdrawn; used again, a new one goes.
# The notice of intent counts from its service, which comes after its mailing.
NOTICES = """
    SELECT letter.participant_id, letter.kind,
           max(coalesce(served.effective_on, letter.effective_on))
    FROM records_letter AS letter
    LEFT JOIN enforcement_remedystep AS served
      ON served.letter_id = letter.id AND served.act = 'served'
    WHERE letter.participant_id IN (SELECT obligor_id FROM remedy_case)
      AND letter.kind IN ('pre_offset', 'credit_bureau', 'license_ability', 'license_intent')
      AND letter.effective_on <= %s
      AND NOT EXISTS (
          SELECT FROM enforcement_remedyevent AS ended
          WHERE ended.obligor_id = letter.participant_id AND ended.to_state = 'withdrawn'
            AND ended.moved_on > letter.effective_on
            AND ended.remedy = CASE letter.kind WHEN 'pre_offset' THEN 'federal_tax_offset'
                                                WHEN 'credit_bureau' THEN 'credit_bureau'
                                                ELSE 'drivers_license' END)
    GROUP BY 1, 2"""
