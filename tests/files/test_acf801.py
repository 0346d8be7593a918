"""ACF-801: elements, their checks, and the case records of 2002 to 2010."""

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from posse.formats.acf800 import count_year, fiscal_months
from posse.formats.acf801.checks import check_report
from posse.formats.acf801.elements import PARTS, elements, version_of
from posse.formats.acf801.records import read_case_records, write_case_records
from posse.formats.acf801.report import CareReport, schema
from posse.formats.codec import MARKS, LayoutNotKnown
from posse.formats.layouts import load_codes, load_layout, load_rows

OLD, NOW = "200605", "202504"
FAMILY = {
    "unique_state_identifier": "F4711",
    "fips_code": "56021",
    "single_parent": "1",
    "reason_for_care": "1",
    "co_payment_cents": 8_050,
    "month_year_assistance_started": "200511",
    "monthly_income_cents": 98_049,
    "employment_income": "1",
    **dict.fromkeys(
        ["cash_assistance", "state_program", "housing", "food_assistance"], "0"
    ),
    "other_federal_cash": "0",
    "family_size": 2,
}  # fmt: skip
KEY = {"unique_state_identifier": "F4711", "child_number": 1}
CHILD = {
    **KEY,
    "hispanic_or_latino": "0",
    **dict.fromkeys(["american_indian", "asian", "black", "pacific_islander"], "0"),
    "white": "1",
    "gender": "2",
    "month_year_of_birth": "200312",
}
SETTING = {**KEY, "type_of_care": "04", "amount_paid_cents": 41_000, "total_hours": 160}
PROVIDER = {"provider_state_identifier": "P100"}


def report(month=OLD, *, family=(), child=(), setting=(), provider=()):
    """A report of one family, with what is to be changed in it."""
    by_provider = {"provider_state_identifier": "P100"} if month == NOW else {}
    return CareReport.of(
        month,
        families=pl.DataFrame([FAMILY | dict(family)]),
        children=pl.DataFrame([CHILD | dict(child)]),
        settings=pl.DataFrame([SETTING | by_provider | dict(setting)]),
        providers=pl.DataFrame([PROVIDER | dict(provider)]) if month == NOW else None,
    )


def found(told):
    return [(each.field.split()[0], each.code) for each in check_report(told).findings]


def test_a_family_becomes_the_bytes_of_its_layout():
    written = write_case_records(report())
    assert written.findings == ()
    assert written.content == (
        b"F2006050000000000F4711         5602111008120051100980100000" + b"02"
        b"C         00000122003" + b"12"
        b"S040410160\n"
    )
    assert len(written.content) == 61 + 23 + 10 + 1


def test_two_children_follow_with_their_settings_and_missing_hours_are_three_blanks():
    second = {"child_number": 2}
    told = CareReport.of(
        OLD,
        families=pl.DataFrame([FAMILY | {"family_size": 3}]),
        children=pl.DataFrame([CHILD, CHILD | {"child_number": 2}]),
        settings=pl.DataFrame(
            [
                SETTING,
                SETTING | second,
                SETTING | second | {"type_of_care": "08", "total_hours": None},
            ]
        ),
    )
    written = write_case_records(told)
    line = written.content.decode().rstrip("\n")
    assert [line[start] for start in (0, 61, 84, 94, 117, 127)] == list("FCSCSS")
    assert line[127:] == "S080410   "
    assert [(each.line, each.code) for each in written.findings] == [(3, "missing")]


@pytest.mark.parametrize("month", ["201010", "202610"])
def test_bytes_of_the_form_in_force_are_refused_with_what_is_not_known(month):
    told = report(NOW)
    with pytest.raises(LayoutNotKnown, match=r"order of the bytes .* 36 to 39; the codes"):
        write_case_records(CareReport.of(month, **frames(told)))
    content = write_case_records(report()).content.replace(OLD.encode(), month.encode())
    with pytest.raises(LayoutNotKnown, match="monthly summary record"):
        read_case_records(content)
    with pytest.raises(LayoutNotKnown, match="begin in 2002-03"):
        check_report(CareReport.of("200202", **frames(told)))


def frames(told):
    return {
        "families": told.families,
        "children": told.children,
        "settings": told.settings,
        "providers": told.providers,
    }


@pytest.mark.parametrize(
    ("change", "finding"),
    [
        ({"family": {"fips_code": "56047"}}, ("4", "value")),
        ({"family": {"fips_code": "08001"}}, ("4", "value")),
        ({"family": {"single_parent": "2"}}, ("5", "value")),
        ({"family": {"reason_for_care": "A"}}, ("6", "value")),
        ({"family": {"co_payment_cents": -1}}, ("7", "value")),
        ({"family": {"co_payment_cents": 98_051}}, ("9", "income")),
        ({"family": {"month_year_assistance_started": "200606"}}, ("8", "later")),
        ({"family": {"month_year_assistance_started": "200513"}}, ("8", "value")),
        ({"family": {"monthly_income_cents": None}}, ("9", "missing")),
        ({"family": {"employment_income": "0"}}, ("10", "work")),
        ({"family": {"cash_assistance": None}}, ("11", "missing")),
        ({"family": {"family_size": 1}}, ("16", "size")),
        ({"family": {"single_parent": "9"}}, ("16", "size")),
        ({"family": {"unique_state_identifier": "04711"}}, ("2", "value")),
        ({"child": {"gender": "3"}}, ("24", "value")),
        ({"child": {"white": "9"}}, ("23", "value")),
        ({"child": {"month_year_of_birth": "200606"}}, ("25", "later")),
        ({"child": {"unique_state_identifier": "F9"}}, ("25", "family")),
        ({"setting": {"type_of_care": "12"}}, ("26", "value")),
        ({"setting": {"type_of_care": "4"}}, ("26", "value")),
        ({"setting": {"amount_paid_cents": 200_050}}, ("27", "value")),
        ({"setting": {"total_hours": 0}}, ("28", "hours")),
        ({"setting": {"total_hours": 373}}, ("28", "hours")),
        ({"setting": {"child_number": 7}}, ("26", "child")),
    ],
)
def test_a_wrong_element_is_told_by_its_number_and_keeps_the_family_out(change, finding):
    told = report(**change)
    assert finding in found(told)
    is_missing = finding[1] == "missing"
    assert write_case_records(told).count == (1 if is_missing else 0)


@pytest.mark.parametrize(
    "change",
    [
        {"family": {"fips_code": "56045"}},
        {"family": {"co_payment_cents": 98_049}},
        {"family": {"reason_for_care": "4", "co_payment_cents": None,
                    "monthly_income_cents": None, "employment_income": None,
                    "cash_assistance": None, "state_program": None, "housing": None,
                    "food_assistance": None, "other_federal_cash": None}},
        {"family": {"reason_for_care": "5"}},
        {"family": {"single_parent": "9", "family_size": 1}},
        {"setting": {"amount_paid_cents": 200_049}},
        {"setting": {"total_hours": 1}},
        {"setting": {"total_hours": 372}},
    ],
)  # fmt: skip
def test_what_stands_at_a_limit_is_right(change):
    assert found(report(**change)) == []


@pytest.mark.parametrize(
    ("change", "finding"),
    [
        ({}, None),
        ({"family": {"reason_for_care": "5"}}, ("6", "value")),
        ({"family": {"employment_income": "9"}}, ("10", "value")),
        ({"family": {"home_language": "17"}}, ("16d", "value")),
        ({"child": {"white": "9"}}, None),
        ({"setting": {"amount_paid_cents": 300_049}}, None),
        ({"setting": {"amount_paid_cents": 300_050}}, ("27", "value")),
        ({"setting": {"provider_state_identifier": None}}, ("30", "missing")),
        ({"setting": {"provider_state_identifier": "P9"}}, ("30", "provider")),
        ({"provider": {"qris_participation": "1"}}, None),
        ({"provider": {"qris_participation": "7"}}, ("33", "not_known")),
        ({"provider": {"accreditation": "0"}}, ("35", "not_known")),
        ({"provider": {"last_inspection": "02302025"}}, ("40", "value")),
        ({"provider": {"last_inspection": "02282025"}}, None),
    ],
)
def test_elements_of_the_form_in_force_are_checked_though_its_bytes_are_not_known(
    change, finding
):
    assert (finding in found(report(NOW, **change))) == (finding is not None)
    if finding is None:
        assert found(report(NOW, **change)) == []


def test_whether_race_is_one_item_is_told_from_the_month_on_in_which_it_is_not_known():
    later = CareReport.of("202505", **frames(report(NOW)))
    [finding] = check_report(later).findings
    assert (finding.line, finding.code, finding.is_fatal) == (None, "not_known", False)
    assert "one item" in finding.reason
    assert version_of("race", month="202504").name == "separate"


@pytest.mark.parametrize(
    ("change", "field", "code"),
    [
        (lambda line: line[:-2] + b"\n", "record", "record_length"),
        (lambda line: line.replace(b"S04", b"X04"), "Delimiter", "delimiter"),
        (lambda line: line[:61] + b"\n", "Delimiter", "order"),
        (lambda line: line[:84] + b"\n", "Delimiter", "order"),
        (lambda line: line[61:], "Delimiter", "order"),
        (lambda line: line.replace(b"00980", b"0098x"), "9 Monthly Income", "unreadable"),
    ],
)
def test_a_bad_record_is_told_and_the_good_ones_go_on(change, field, code):
    good = write_case_records(report()).content
    read, findings = read_case_records(change(good) + good)
    assert (findings[0].line, findings[0].field, findings[0].code) == (1, field, code)
    assert {each.line for each in findings} == {1}
    assert read is not None
    assert read.families.height == 1


def test_a_file_of_two_months_or_of_none_is_refused_whole():
    good = write_case_records(report()).content
    for content in (b"", good + good.replace(b"F200605", b"F200604")):
        read, findings = read_case_records(content)
        assert read is None
        assert [(each.code, each.is_fatal) for each in findings] == [("month", True)]


digit = st.sampled_from("01")
family = st.fixed_dictionaries(
    {
        "fips_code": st.integers(0, 22).map(lambda place: f"56{2 * place + 1:03d}"),
        "single_parent": digit,
        "reason_for_care": st.sampled_from("24579"),
        "co_payment_cents": st.none() | st.integers(0, 2_000).map(lambda paid: paid * 100),
        "month_year_assistance_started": st.none() | st.sampled_from(["199912", OLD]),
        "monthly_income_cents": st.none() | st.integers(2_000, 99_999).map(lambda x: x * 100),
        "cash_assistance": st.none() | st.sampled_from("019"),
        "family_size": st.integers(5, 99),
    }
)
setting = st.fixed_dictionaries(
    {
        "type_of_care": st.integers(1, 11).map(lambda code: f"{code:02d}"),
        "amount_paid_cents": st.none() | st.integers(0, 2_000).map(lambda paid: paid * 100),
        "total_hours": st.none() | st.integers(1, 372),
    }
)
child = st.tuples(
    st.fixed_dictionaries({"gender": st.none() | st.sampled_from("129"), "black": digit}),
    st.lists(setting, min_size=1, max_size=3),
)


@settings(max_examples=50, deadline=None)
@given(drawn=st.lists(st.tuples(family, st.lists(child, min_size=1, max_size=4)), min_size=1))
def test_case_records_read_back_as_they_were_written(drawn):
    families, children, places = [], [], []
    for number, (told, its_children) in enumerate(drawn, start=1):
        own = {"unique_state_identifier": f"F{number}"}
        families.append(told | own)
        for place, (facts, used) in enumerate(its_children, start=1):
            key = {**own, "child_number": place}
            children.append(facts | key)
            places += [row | key for row in used]
    told = CareReport.of(
        OLD,
        families=pl.DataFrame(families, schema_overrides=kinds("family", families)),
        children=pl.DataFrame(children, schema_overrides=kinds("child", children)),
        settings=pl.DataFrame(places, schema_overrides=kinds("setting", places)),
    )
    written = write_case_records(told)
    assert written.count == len(families)
    read, findings = read_case_records(written.content)
    assert findings == ()
    assert read is not None
    for part in PARTS:
        assert_frame_equal(read.rows_of(part), told.rows_of(part))
    assert write_case_records(read).content == written.content


def kinds(part, rows):
    return {name: kind for name, kind in schema(part).items() if name in rows[0]}


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=200))
def test_no_bytes_make_the_reader_fall(content):
    read, findings = read_case_records(content)
    assert read is None
    assert findings


def test_columns_that_are_no_elements_are_the_callers_fault():
    with pytest.raises(ValueError, match="no column nickname"):
        report(family={"nickname": "x"})
    with pytest.raises(ValueError, match="must be Int64"):
        report(family={"family_size": "2"})


def test_every_element_has_codes_and_a_mark_and_those_of_2002_stand_in_its_layouts():
    for part in PARTS:
        for each in elements(part):
            assert each.sure in MARKS
            for version in ("current", "2002_2010"):
                assert {code.sure for code in each.codes_of(version).values()} <= MARKS
            if each.is_of_2002_2010:
                field = load_layout(f"acf801_{part}_2002_2010").by_name[each.name]
                assert (field.length, field.title.split()[0]) == (each.length, each.number)
    rows = load_rows("elements", "acf801")
    assert all(row["source_url"] for row in rows)
    used = {row[name] for row in rows for name in ("codes", "codes_2002_2010")} - {""}
    assert used == set(load_codes("acf801"))


def test_a_year_counts_a_family_and_a_child_once_and_each_kind_of_care_by_itself():
    months = [
        CareReport.of(
            month,
            families=pl.DataFrame([FAMILY, FAMILY | {"unique_state_identifier": "F2"}]),
            children=pl.DataFrame([CHILD, CHILD | {"unique_state_identifier": "F2"}]),
            settings=pl.DataFrame([
                SETTING | {"type_of_care": care},
                SETTING | {"unique_state_identifier": "F2", "total_hours": hours},
            ]),
        )
        for month, care, hours in (("200605", "04", 999), ("200606", "08", 10))
    ]  # fmt: skip
    year = count_year(months, fiscal_year=2006)
    assert (year.families, year.children) == (2, 2)
    assert year.by_provider.height == 11
    some = year.by_provider.filter(pl.col("children") > 0)
    assert some.select("type_of_care", "families", "children").rows() == [
        ("04", 2, 2),
        ("08", 1, 1),
    ]
    assert [(month, each.code) for month, each in year.findings] == [("200605", "hours")]
    assert year.missing_months == tuple(
        month for month in fiscal_months(2006) if month not in ("200605", "200606")
    )
    assert fiscal_months(2006)[0] == "200510"
    assert fiscal_months(2006)[-1] == "200609"


def test_a_month_of_another_year_or_given_twice_is_refused():
    for months in ([report("200610")], [report(), report()]):
        with pytest.raises(ValueError, match="fiscal year"):
            count_year(months, fiscal_year=2006)
    assert count_year([], fiscal_year=2006).families == 0
