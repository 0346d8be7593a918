"""The register of remedies: complete, well-formed, and each line of it shown by an example."""

import json
from dataclasses import replace
from datetime import date

import pytest
from jsonschema import Draft202012Validator

from posse.examples import remedies as kind
from posse.examples.compare import agrees
from posse.examples.files import load_examples
from posse.examples.remedy_facts import SUPPRESSIONS
from posse.rules.errors import LawFileInvalid
from posse.rules.locations import policy_root
from posse.rules.parameters import load_law
from posse.rules.support.enforcement import suppressibles
from posse.rules.support.remedies.evaluation import evaluate
from posse.rules.support.remedies.measures import OF_CASES, OF_OBLIGORS
from posse.rules.support.remedies.register import PREFIX, remedies, remedy_named
from posse.rules.yaml_files import read_yaml

ON = date(2026, 11, 23)
LAW = load_law()
REMEDIES = remedies(LAW, on=ON)
CRITERIA = [(each.name, criterion.name) for each in REMEDIES for criterion in each.criteria]
THRESHOLDS = sorted(
    {
        threshold.key
        for each in REMEDIES
        for criterion in each.criteria
        for test in criterion.tests
        for threshold in (test.threshold, test.once_submitted)
        if threshold is not None
    }
)
# A wait of no days has no day less, and another comparator would ask for the day after.
LEAST = {"support.remedies.drivers_license.ability_days"}


def remedy_examples():
    loaded = load_examples([policy_root() / "wyoming" / "support" / "remedies"])
    assert not loaded.errors
    # Examples of another profile would fail under any change of this one.
    return [each for each in loaded.examples if each.profile == LAW.profile]


EXAMPLES = remedy_examples()


def failing_under(law, remedy):
    """Which examples that speak of a remedy fail under another law, all in one call."""
    chosen = [each for each in EXAMPLES if remedy in str(each.expected)]
    results = kind.run(chosen, law)
    return {
        example.id
        for example, result in zip(chosen, results, strict=True)
        if not agrees(example.expected, result, kind.EXPECTED_KEYS)
    }


def with_value(key, change):
    """The law with every dated value of one key changed."""
    parameter = LAW.parameters[key]
    values = tuple(replace(each, value=change(each.value)) for each in parameter.values)
    changed = replace(parameter, values=values)
    return replace(LAW, profile="changed", parameters={**LAW.parameters, key: changed})


def with_comparator(key):
    """The law with one threshold strict where it was not, and the other way about."""
    other = {">": ">=", ">=": ">", "<": "<=", "<=": "<"}
    parameter = LAW.parameters[key]
    values = tuple(
        replace(each, comparator=other[each.comparator]) for each in parameter.values
    )
    changed = replace(parameter, values=values)
    return replace(LAW, profile="changed", parameters={**LAW.parameters, key: changed})


@pytest.mark.cites("CS-9.2-GEN-3", "CS-9.2-GEN-4", "CS-9.2-PROG-1", "CS-9.2-PROG-2")
@pytest.mark.cites("CS-9.2-PROG-3", "CS-9.2-PROG-4", "CS-9.2-PROG-5", "CS-9.2-PROG-6")
@pytest.mark.cites("CS-9.2-PROG-7", "CS-9.2-PROG-8", "CS-9.2-PROG-9")
def test_register_holds_nine_programs_of_the_policy():
    rows = LAW.value(f"{PREFIX}register", on=ON)
    programs = {
        cite: row["name"] for row in rows for cite in row["cites"] if cite.startswith("CS-9.2")
    }
    assert programs == {
        "CS-9.2-PROG-1": "federal_tax_offset",
        "CS-9.2-PROG-2": "federal_admin_offset",
        "CS-9.2-PROG-3": "passport_denial",
        "CS-9.2-PROG-4": "msfidm",
        "CS-9.2-PROG-5": "insurance_match",
        "CS-9.2-PROG-6": "irs_full_collection",
        "CS-9.2-PROG-7": "credit_bureau",
        "CS-9.2-PROG-8": "fidm",
        "CS-9.2-PROG-9": "unclaimed_property",
    }


def test_examples_know_the_remedies_and_suppressions_of_the_law():
    assert tuple(each.name for each in REMEDIES) == kind.REMEDIES
    assert tuple(suppressibles(LAW, on=ON)) == SUPPRESSIONS


@pytest.mark.cites("CS-IRG-J2", "CS-IRG-J3", "CS-IRG-J3.1", "CS-IRG-J4", "CS-IRG-J6")
@pytest.mark.cites("CS-IRG-J6.1", "CS-IRG-J7")
@pytest.mark.cites("CS-IRG-J8", "CS-IRG-J10", "CS-IRG-J16", "CS-9.2-IRS-2")
def test_what_needs_a_court_or_a_person_is_never_sent_by_itself():
    by_procedure = {"administrative": set(), "judicial": set(), "manual": set()}
    for each in REMEDIES:
        by_procedure[each.procedure].add(each.name)
        assert each.procedure == "administrative" or not each.is_automatic
    assert by_procedure["manual"] == {"irs_full_collection"}
    assert by_procedure["judicial"] == {
        "professional_license",
        "recreational_license",
        "garnishment",
        "seizure_and_sale",
        "state_benefits",
    }


@pytest.mark.cites("CS-9.2-TOP-INIT-1", "CS-9.2-CBR-RESP-1", "CS-9.2-PASS-4")
@pytest.mark.cites("CS-IRG-J33", "CS-IRG-J35", "CS-IRG-J36", "CS-IRG-J38", "CS-IRG-J39")
def test_responding_state_submits_nothing_on_the_federal_file():
    federal = {each.name for each in REMEDIES if each.code}
    responding = {each.name for each in REMEDIES if "responding" in each.roles}
    initiating = {each.name for each in REMEDIES if "initiating" in each.roles}
    assert len(federal) == 5
    assert not federal & responding
    assert {"credit_bureau", "fidm", "unclaimed_property"} <= responding
    assert initiating == {each.name for each in REMEDIES} - {"aei"}


@pytest.mark.cites("CS-9.2-SUP-1", "CS-9.2-SUP-4")
def test_suppressions_stop_what_their_own_table_says():
    stops = {
        name: {remedy for remedy in each.remedies if remedy != "income_withholding"}
        for name, each in suppressibles(LAW, on=ON).items()
    }
    asked = {
        (name, each.name)
        for each in REMEDIES
        for criterion in each.criteria
        for test in criterion.tests
        if test.fact == "not_suppressed"
        for name in test.of
    }
    found = {name: {remedy for mark, remedy in asked if mark == name} for name in SUPPRESSIONS}
    assert found == stops


def test_facts_of_the_schema_are_those_that_can_be_read():
    schema = json.loads((policy_root() / "schema" / "remedy.schema.json").read_text())
    Draft202012Validator.check_schema(schema)
    named = set(schema["$defs"]["test_keys"]["fact"]["enum"])
    readable = {*OF_CASES, *OF_OBLIGORS, "open_case", "role", "not_suppressed"}
    assert named <= readable
    assert readable - named == {"monthly_obligation", "days_past_due"}


def changed_remedy(tmp_path, change):
    """The law of the tax offset with one change, in a policy folder of its own."""
    file = (
        policy_root() / "wyoming" / "support" / "remedies" / "federal_tax_offset" / "law.yaml"
    )
    content = read_yaml(file)
    change(content["parameters"])
    folder = tmp_path / "policy" / "wyoming" / "support" / "remedies" / "federal_tax_offset"
    folder.mkdir(parents=True)
    (folder / "law.yaml").write_text(json.dumps(content))
    profiles = tmp_path / "policy" / "profiles"
    profiles.mkdir()
    (profiles / "changed.yaml").write_text("name: changed\ntitle: Made up\nlayers: [wyoming]\n")
    return tmp_path / "policy"


@pytest.mark.parametrize(
    ("change", "place"),
    [
        (lambda p: p["remedy"]["values"][0]["value"][0].pop("scope"), "remedy"),
        (lambda p: p["remedy"]["values"][0]["value"][0].update(roles=["both"]), "remedy"),
        (lambda p: p["criteria"]["values"][0]["value"][0].update(fact="luck"), "criteria"),
        (lambda p: p["criteria"]["values"][0]["value"][0].update(extra=1), "criteria"),
        (lambda p: p["criteria"]["values"][0].update(value=[]), "criteria"),
        (lambda p: p["cycles"]["values"][0]["value"][0].pop("first_on"), "cycles"),
        (lambda p: p["cycles"]["values"][0]["value"][0].update(every="fortnight"), "cycles"),
    ],
)
def test_remedy_that_is_written_wrongly_is_refused_with_its_place(tmp_path, *, change, place):
    root = changed_remedy(tmp_path, change)
    with pytest.raises(LawFileInvalid, match=f"parameters.{place}.values"):
        load_law("changed", root)


def test_threshold_without_a_comparator_is_refused():
    key = f"{PREFIX}federal_tax_offset.assigned_threshold"
    parameter = LAW.parameters[key]
    values = tuple(replace(each, comparator=None) for each in parameter.values)
    law = replace(LAW, parameters={**LAW.parameters, key: replace(parameter, values=values)})
    with pytest.raises(ValueError, match="needs a comparator"):
        remedy_named(law, "federal_tax_offset", on=ON)


def test_unchanged_law_fails_no_example_of_any_remedy():
    assert len(EXAMPLES) > 200
    assert {each.name: failing_under(LAW, each.name) for each in REMEDIES} == {
        each.name: set() for each in REMEDIES
    }


@pytest.mark.parametrize("key", THRESHOLDS)
def test_threshold_a_unit_higher_or_lower_fails_an_example(key):
    remedy = key.split(".")[2]
    assert failing_under(with_value(key, lambda value: value + 1), remedy)
    if key in LEAST or not LAW.value(key, on=ON):
        return
    assert failing_under(with_value(key, lambda value: value - 1), remedy)


@pytest.mark.parametrize("key", [key for key in THRESHOLDS if key not in LEAST])
def test_threshold_with_the_other_comparator_fails_an_example(key):
    assert failing_under(with_comparator(key), key.split(".")[2])


def without(remedy, criterion):
    """The law with one criterion taken out of a remedy."""

    def other_rows(rows):
        return tuple(row for row in rows if row["name"] != criterion)

    return with_value(f"{PREFIX}{remedy}.criteria", other_rows)


CLASSES = ("federal_tax_offset", "arrears_threshold")


@pytest.mark.parametrize(
    ("remedy", "criterion"), [each for each in CRITERIA if each != CLASSES]
)
def test_criterion_taken_out_fails_an_example(remedy, criterion):
    assert failing_under(without(remedy, criterion), remedy)


@pytest.mark.cites("CS-9.2-TOP-CRIT-6", "45 CFR 303.72(a)(2)")
def test_remedy_that_tests_no_class_on_its_own_is_refused():
    with pytest.raises(ValueError, match="must test each of them"):
        remedy_named(without(*CLASSES), CLASSES[0], on=ON)


def test_changed_roles_fail_an_example_of_every_federal_program():
    for each in REMEDIES:
        if each.code:
            key = f"{PREFIX}{each.name}.remedy"
            everywhere = ["none", "initiating", "responding"]
            law = with_value(key, lambda rows: ({**rows[0], "roles": everywhere},))  # noqa: B023
            assert failing_under(law, each.name), each.name


def test_remedy_that_was_not_judged_is_named_in_the_refusal():
    facts = kind.remedy_facts([], law=LAW, on=ON)
    found = evaluate(facts=facts, law=LAW, on=ON, only=("msfidm",))
    assert found.remedies == ("msfidm",)
    with pytest.raises(ValueError, match="judged: msfidm"):
        found.result("lien")
