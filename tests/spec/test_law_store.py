"""The parameter store: dates, layers, settings, and an answer for everything that is wrong."""

from datetime import date
from pathlib import Path

import pytest

from posse.rules.clauses import DOCUMENTS, clauses
from posse.rules.errors import (
    BeforeFirstDate,
    EmptyValue,
    LawError,
    LawFileInvalid,
    UnknownParameter,
    UnknownProfile,
)
from posse.rules.parameters import load_law, profile_names
from posse.units.money import Ratio

LIMIT = """\
topic: Fees
parameters:
  limit:
    label: Largest fee
    unit: cents
    comparator: ">"
    values:
      - {from: 2000-01-01, value: "25.00", cites: ["45 CFR 302.33(e)"], sure: seen}
      - {from: 2018-10-01, value: "35.00", cites: ["45 CFR 302.33(e)"], sure: second_hand}
      - {from: 2030-01-01, value: null, cites: ["45 CFR 302.33(e)"], sure: unverified}
"""


@pytest.fixture
def policy(tmp_path):
    """A small policy folder: one federal file, and a profile named base."""
    write(tmp_path / "federal/support/fees/law.yaml", LIMIT)
    write(tmp_path / "profiles/base.yaml", "{name: base, title: Base, layers: [federal]}")
    return tmp_path


def write(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)


def one_parameter(policy: Path, body: str) -> None:
    """Replace the federal file by one with the parameter ``x`` given as flow YAML."""
    write(policy / "federal/support/fees/law.yaml", f"topic: T\nparameters: {{x: {body}}}\n")


def value_entry(value: str, *, cites: str = '["45 CFR 302.33"]', sure: str = "seen") -> str:
    return f"{{from: 2000-01-01, value: {value}, cites: {cites}, sure: {sure}}}"


@pytest.mark.parametrize(
    ("on", "cents"),
    [
        (date(2000, 1, 1), 2500),
        (date(2018, 9, 30), 2500),
        (date(2018, 10, 1), 3500),
        (date(2029, 12, 31), 3500),
    ],
)
def test_value_in_force_is_the_last_one_begun(policy, on, cents):
    assert load_law("base", policy).value("support.fees.limit", on=on) == cents


def test_dated_value_carries_its_words_and_how_sure_it_is(policy):
    found = load_law("base", policy).dated("support.fees.limit", on=date(2020, 1, 1))
    assert (found.label, found.unit, found.comparator) == ("Largest fee", "cents", ">")
    assert (found.effective_from, found.sure) == (date(2018, 10, 1), "second_hand")
    assert found.cites == ("45 CFR 302.33(e)",)


def test_asking_before_the_first_date_is_refused(policy):
    with pytest.raises(BeforeFirstDate, match=r"1999-12-31.*from 2000-01-01"):
        load_law("base", policy).value("support.fees.limit", on=date(1999, 12, 31))


def test_unknown_key_is_refused_with_the_nearest_ones(policy):
    with pytest.raises(UnknownParameter, match=r"did you mean support\.fees\.limit"):
        load_law("base", policy).value("support.fees.limits", on=date(2020, 1, 1))


def test_empty_value_is_refused_naming_what_is_missing(policy):
    with pytest.raises(EmptyValue, match=r"Largest fee.*empty since 2030-01-01"):
        load_law("base", policy).value("support.fees.limit", on=date(2030, 1, 1))


def test_unknown_profile_is_refused_with_the_known_ones(policy):
    with pytest.raises(UnknownProfile, match="base"):
        load_law("bass", policy)


def test_later_layer_replaces_the_whole_parameter(policy):
    write(
        policy / "wyoming/support/fees/law.yaml",
        LIMIT.replace('"25.00"', '"10.00"').split("      - {from: 2018")[0],
    )
    write(policy / "profiles/wyo.yaml", "{name: wyo, title: W, layers: [federal, wyoming]}")
    law = load_law("wyo", policy)
    assert law.value("support.fees.limit", on=date(2020, 1, 1)) == 1000
    assert len(law.history("support.fees.limit")) == 1


def test_setting_of_a_profile_changes_one_value_from_its_day(policy):
    write(
        policy / "profiles/changed.yaml",
        "name: changed\ntitle: C\nlayers: [federal]\nsettings:\n  support.fees.limit:\n"
        '    {from: 2020-01-01, value: "1.00", cites: ["45 CFR 302.33"], sure: derived}\n',
    )
    law = load_law("changed", policy)
    assert law.value("support.fees.limit", on=date(2019, 12, 31)) == 3500
    assert law.value("support.fees.limit", on=date(2031, 1, 1)) == 100


def test_setting_of_an_unknown_key_is_refused(policy):
    write(
        policy / "profiles/wrong.yaml",
        "name: wrong\ntitle: W\nlayers: [federal]\nsettings:\n"
        "  support.fees.none: {value: 1, cites: [], sure: unverified, note: N}\n",
    )
    with pytest.raises(UnknownParameter, match=r"support\.fees\.none"):
        load_law("wrong", policy)


def test_fingerprint_follows_content_and_not_comments(policy):
    first = load_law("base", policy).fingerprint
    assert len(first) == 64
    other = policy.parent / "other"
    write(other / "federal/support/fees/law.yaml", "# A remark.\n" + LIMIT)
    write(other / "profiles/base.yaml", "{name: base, title: Base, layers: [federal]}")
    assert load_law("base", other).fingerprint == first
    third = policy.parent / "third"
    write(third / "federal/support/fees/law.yaml", LIMIT.replace("25.00", "25.01"))
    write(third / "profiles/base.yaml", "{name: base, title: Base, layers: [federal]}")
    assert load_law("base", third).fingerprint != first


def test_law_is_read_once_and_cannot_be_changed(policy):
    one_parameter(
        policy, f"{{label: L, unit: table, values: [{value_entry('[{a: [1, 2]}]')}]}}"
    )
    law = load_law("base", policy)
    assert load_law("base", policy) is law
    row = law.value("support.fees.x", on=date(2020, 1, 1))[0]
    assert row["a"] == (1, 2)
    with pytest.raises(TypeError):
        row["a"] = 3


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ('cents "1.05"', 105),
        ('ratio "0.10"', Ratio(1, 10)),
        ('ratio "2/37"', Ratio(2, 37)),
        ("business_days 2", 2),
        ("yes_no true", True),
        ("text abc", "abc"),
        ("date 2026-03-10", date(2026, 3, 10)),
    ],
)
def test_values_are_read_by_their_unit(policy, written, read):
    unit, value = written.split()
    one_parameter(policy, f"{{label: L, unit: {unit}, values: [{value_entry(value)}]}}")
    assert load_law("base", policy).value("support.fees.x", on=date(2020, 1, 1)) == read


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("{label: L, unit: cents, values: [" + value_entry("5") + "]}", "dollars in quotes"),
        ("{label: L, unit: cents, values: [" + value_entry("5.5") + "]}", "not an amount"),
        ("{label: L, unit: ratio, values: [" + value_entry('"1/0"') + "]}", "not a rate"),
        ("{label: L, unit: months, values: [" + value_entry('"6"') + "]}", "whole number"),
        ("{label: L, unit: months, values: [" + value_entry("-1") + "]}", "zero or more"),
        ("{label: L, unit: yes_no, values: [" + value_entry("yes") + "]}", "true or false"),
        ("{label: L, unit: table, values: [" + value_entry("[1]") + "]}", "list of rows"),
        ("{label: L, unit: furlongs, values: [" + value_entry("1") + "]}", "furlongs"),
        ("{label: L, unit: choice, values: [" + value_entry("a") + "]}", "list of choices"),
        (
            "{label: L, unit: choice, choices: [a, b], values: [" + value_entry("c") + "]}",
            "none of the choices a, b",
        ),
        (
            "{label: L, unit: count, values: [" + value_entry("1", cites='["CFR 1"]') + "]}",
            "fixed forms",
        ),
        (
            "{label: L, unit: count, values: ["
            + value_entry("1", cites='["CS-17-NOT-HERE"]')
            + "]}",
            "no clause",
        ),
        (
            "{label: L, unit: table, values: [" + value_entry("[{a: [{cites: [x]}]}]") + "]}",
            "'x' is no clause id",
        ),
        ("{label: L, unit: count, values: [" + value_entry("1", cites="[]") + "]}", "note"),
        ("{label: L, unit: count, values: [" + value_entry("1", sure="maybe") + "]}", "maybe"),
        (
            "{label: L, unit: count, values: ["
            + value_entry("1")
            + ", "
            + value_entry("2")
            + "]}",
            "must rise",
        ),
        ("{label: L, unit: count, values: []}", "values"),
        ("{label: L, unit: count, amount: 1, values: [" + value_entry("1") + "]}", "'amount'"),
    ],
)
def test_wrong_law_file_is_refused_with_file_and_place(policy, body, said):
    one_parameter(policy, body)
    with pytest.raises(LawFileInvalid, match=said) as caught:
        load_law("base", policy)
    assert "law.yaml" in str(caught.value)
    assert "parameters.x" in str(caught.value)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("topic: A\ntopic: B\n", "line 2.*'topic' stands here twice"),
        ("topic: [\n", "line"),
        ("? [a, b]\n: c\n", "plain word"),
        ("topic: !!python/object/apply:os.getcwd []\n", "could not determine a constructor"),
    ],
)
def test_yaml_that_could_be_misread_is_refused(policy, text, said):
    write(policy / "federal/support/fees/law.yaml", text)
    with pytest.raises(LawFileInvalid, match=said):
        load_law("base", policy)


def test_policy_folder_that_is_not_there_is_named(tmp_path, monkeypatch):
    monkeypatch.setenv("POSSE_POLICY", str(tmp_path / "nowhere"))
    with pytest.raises(LawError, match="nowhere, which is no folder"):
        load_law()


@pytest.mark.parametrize("profile", profile_names())
def test_every_shipped_profile_loads(profile):
    assert load_law(profile).keys()


@pytest.mark.cites("CS-IRG-F16")
def test_dra_election_is_one_changed_setting():
    wyoming, changed = load_law("wyoming"), load_law("dra_election")
    key = "support.distribution.election"
    on = date(2026, 3, 10)
    assert (wyoming.value(key, on=on), changed.value(key, on=on)) == ("PRWORA", "DRA")
    assert [
        each
        for each in wyoming.parameters
        if vars(wyoming.history(each)[-1]) != vars(changed.history(each)[-1])
    ] == [key]


def test_equal_method_is_one_changed_setting():
    wyoming, changed = load_law("wyoming"), load_law("equal_method")
    assert [
        each
        for each in wyoming.parameters
        if vars(wyoming.history(each)[-1]) != vars(changed.history(each)[-1])
    ] == ["support.distribution.arrears_split"]


def test_every_value_says_where_it_comes_from():
    law = load_law("wyoming")
    silent = [
        value.key
        for key in law.parameters
        for value in law.history(key)
        if not value.cites and not (value.sure == "unverified" and value.note)
    ]
    assert silent == []


@pytest.mark.parametrize(
    ("document", "count"),
    [("CS-6.3", 26), ("CS-17", 48), ("CS-IRG", 300), ("CS-9.2", 173), ("CC", 871)],
)
def test_every_clause_belongs_to_its_document(document, count):
    assert document in DOCUMENTS
    assert sum(clause.document == document for clause in clauses().values()) == count


@pytest.mark.cites("CS-9.2-TOP-JOINT-3")
def test_wyoming_holds_every_joint_refund_for_six_months():
    law = load_law("wyoming")
    on = date(2026, 3, 10)
    assert law.value("support.disbursement.joint_refund_hold", on=on) == "every"
    assert law.value("support.disbursement.joint_refund_hold_months", on=on) == 6
