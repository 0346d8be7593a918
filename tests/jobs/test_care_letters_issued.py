"""Letters of child care are written, kept, printed and found again beside those of support."""

import csv
import io
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from tests.builders import BY, build_case, give_address
from tests.care_families import build_family
from tests.unit.test_payment_record_page import text_of

from posse.apps.care.models import CareApplication
from posse.apps.records.models import Letter
from posse.notices.letter.care_reasons import reason_rows
from posse.notices.letter.forms import notice_form
from posse.notices.letter.samples import sample_of
from posse.rules.errors import LawError
from posse.services.care.deciding import do_approve, do_presume
from posse.services.care.denying import do_deny
from posse.services.care.determining import do_determine
from posse.services.care.numbering import next_care_application_number
from posse.services.notices.issuing import CARE_AGENCY, NoticeRequest, do_issue_notices
from posse.services.notices.printing import do_print_letters
from posse.services.pages.mail import notice_rows

pytestmark = pytest.mark.django_db

ON = date(2026, 10, 1)
TOLD = {"on": ON, "by": BY}


def asked(family, *, key="approval:1", language="en", **changed):
    _, values = sample_of(notice_form("care_approval"))
    return NoticeRequest(
        key=key, case=family.care_case, participant_id=family.adults[0].pk,
        about="Child care assistance is approved.", values={**values, **changed},
        language=language,
    )  # fmt: skip


@pytest.fixture
def family():
    return build_family()


def filed(family, *, language="en", on=ON):
    return CareApplication.objects.create(
        number=next_care_application_number(), kind="initial", channel="online",
        state="filed", care_case=family.care_case, started_on=on, started_by=BY,
        filed_on=on, decide_by=on + timedelta(days=30), signature="Ann Daycarely",
        county_fips="56021", language=language,
    )  # fmt: skip


def read(kind):
    return text_of(bytes(Letter.objects.get(kind=kind).stored.content)).replace("\n", " ")


def issue(*requests, notice="care_approval"):
    return do_issue_notices(notice=notice, requests=requests, **TOLD)


@pytest.mark.cites("CC-1400-A")
def test_a_letter_of_child_care_is_kept_in_the_care_case_and_comes_from_the_agency(family):
    [letter] = issue(asked(family))
    assert (letter.case, letter.care_case) == (None, family.care_case)
    assert letter.kind == "care_approval"
    text = text_of(bytes(letter.stored.content))
    assert text.startswith(CARE_AGENCY)
    assert "Ann Daycarely" in text
    assert family.care_case.number in text


def test_a_second_run_writes_no_second_letter(family):
    assert len(issue(asked(family))) == 1
    assert issue(asked(family)) == []


def test_a_family_reads_its_letter_in_spanish(family):
    [letter] = issue(asked(family, language="es"))
    assert "Le ayudamos a pagar el cuidado infantil" in text_of(bytes(letter.stored.content))


@pytest.mark.cites("CC-1401-A")
def test_one_letter_that_lacks_an_item_keeps_all_of_them_back(family):
    with pytest.raises(LawError, match="CC-1401-A-4"):
        issue(asked(family), asked(family, key="approval:2", reasons=[]))
    assert not Letter.objects.exists()


def test_letters_of_both_programs_are_printed_in_one_batch(family, tmp_path):
    case = build_case()
    give_address(case.obligor)
    issue(asked(family))
    issue(
        NoticeRequest(
            key="passport:1", case=case, participant_id=case.obligor_id,
            about="The passport was refused.", values={"past_due_cents": 312500},
        ),
        notice="passport_denial",
    )  # fmt: skip
    printed = do_print_letters(outbox=tmp_path, **TOLD)
    rows = list(csv.DictReader(io.StringIO(printed.manifest.read_text("utf-8"))))
    assert {row["case"] for row in rows} == {case.number, family.care_case.number}


def test_a_letter_is_of_one_program_only(family):
    [letter] = issue(asked(family))
    fields = {"case": build_case(), "care_case": family.care_case}
    with pytest.raises(IntegrityError), transaction.atomic():
        Letter.objects.create(
            kind="other", about="Of both.", stored=letter.stored, effective_on=ON,
            recorded_on=ON, recorded_by=BY, **fields,
        )  # fmt: skip


def test_the_list_of_notices_counts_those_of_child_care(family):
    issue(asked(family))
    counts = {row.form.name: row.sent_count for row in notice_rows()}
    assert counts["care_approval"] == 1
    assert counts["care_denial"] == 0


@pytest.mark.parametrize("month_cents", [180_000, 900_000])
@pytest.mark.cites("CC-1401-A-4", "CC-1401-C")
def test_a_letter_tells_the_reasons_of_the_determination_it_is_about(month_cents):
    family = build_family(month_cents=month_cents)
    [found] = do_determine(family.care_case, kind="initial", on=ON, by=BY)
    assert found.is_eligible is (month_cents == 180_000)
    names = {person.pk: "Somebody" for person in (*family.adults, *family.children)}
    reasons = reason_rows(found.reasons, names=names, language="en")
    if found.is_eligible:
        [letter] = issue(asked(family, reasons=reasons))
        told = "Your family meets every requirement. Manual 503-A"
    else:
        _, values = sample_of(notice_form("care_denial"))
        request = NoticeRequest(
            key="denial:1", case=family.care_case, about="Child care assistance is denied.",
            participant_id=family.adults[0].pk, values={**values, "reasons": reasons},
        )  # fmt: skip
        [letter] = issue(request, notice="care_denial")
        told = "$8,800.00 at most $"
    assert told in text_of(bytes(letter.stored.content)).replace("\n", " ")


@pytest.mark.cites("CC-1401-B-2")
def test_an_approval_within_a_month_says_why_its_first_month_differs():
    on = date(2026, 10, 14)
    do_approve(filed(build_family(on=on), on=on), on=on, by=BY)
    assert "because assistance begins within the month." in read("care_approval")


@pytest.mark.cites("CC-1401-A-7")
def test_before_the_decision_a_letter_says_that_no_period_has_begun():
    do_presume(filed(build_family()), on=ON, by=BY)
    assert "Your certification period has not begun" in read("care_presumptive")


def test_a_family_that_applied_in_spanish_reads_each_reason_in_spanish():
    do_deny(filed(build_family(month_cents=900_000), language="es"), on=ON, by=BY)
    assert "$8,800.00 como máximo $" in read("care_denial")
