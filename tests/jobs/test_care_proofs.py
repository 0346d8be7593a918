"""Proofs of child care: what is proved by what, asked for by when, and refused without."""

from datetime import date, timedelta

import pytest
from tests.care_families import BY, ON, add_child, build_family, build_provider, prove
from tests.jobs.test_care_deciding import application_of, letters_of

from posse.apps.proofs.models import Evidence, EvidenceRejection, VerificationRequest
from posse.services.care.asking import do_ask_for_proof
from posse.services.care.authorizing import Refused
from posse.services.care.circumstances import do_tell
from posse.services.care.deciding import do_approve, do_presume, refusal_of_approval
from posse.services.care.denying import do_deny
from posse.services.care.household import do_put_in_household
from posse.services.care.letters import reason
from posse.services.care.proofs import (
    Narrative,
    Weight,
    do_record_answer,
    do_record_contact,
    do_record_evidence,
    do_reject_evidence,
)
from posse.services.care.proving import standings_in, standings_of, unproved_of

pytestmark = pytest.mark.django_db

LATER = ON + timedelta(days=1)


def unproved(**options):
    """A family of whom nothing holds as proved any more."""
    family = build_family(**options)
    for row in Evidence.objects.filter(care_case=family.care_case):
        do_reject_evidence(row, reason="Only a copy of a copy", on=ON, by=BY)
    return family


def states(family, *, on=ON):
    return {each.need.pair: each.state for each in standings_of(family.care_case, on=on)}


def paper(family, *pairs, grade="primary", why="", giver="Ann Daycarely", on=ON, **more):
    said = {"says": "What it shows", "obtained_on": on, "given_by": giver}
    said |= {"document_kind": "Letter"} | more.pop("said", {})
    return do_record_evidence(
        family.care_case,
        proves=[(person.pk, factor) for person, factor in pairs],
        weight=Weight("document", grade, instead_of_primary=why, **more),
        narrative=Narrative(**said),
        on=on,
        by=BY,
    )


@pytest.mark.cites("CC-301", "CC-303-B")
def test_nothing_is_approved_before_each_factor_of_each_person_is_proved():
    family = unproved()
    [adult], [child] = family.adults, family.children
    against = refusal_of_approval(family.care_case, on=ON)
    assert any("not proved: income" in words for words in against)
    assert any("not proved: date of birth" in words for words in against)
    with pytest.raises(Refused, match="not proved"):
        do_approve(application_of(family), on=ON, by=BY)
    prove(family)
    assert refusal_of_approval(family.care_case, on=ON) == []
    assert set(states(family).values()) == {"proved"}
    assert {(adult.pk, "income"), (child.pk, "age")} <= set(states(family))


@pytest.mark.cites("CC-401-A-2")
def test_what_is_presumed_alone_waits_for_no_proof():
    family = unproved(provider=build_provider())
    assert do_presume(application_of(family), on=ON, by=BY)


@pytest.mark.cites("CC-303-B", "CC-303-B-2")
def test_two_secondary_proofs_of_different_sources_prove_what_one_does_not():
    family = unproved()
    [adult] = family.adults
    pair, why = (adult, "residence"), "The landlord died"
    with pytest.raises(ValueError, match="say why"):
        paper(family, pair, grade="secondary")
    paper(family, pair, grade="secondary", why=why)
    assert states(family)[adult.pk, "residence"] == "missing"
    paper(family, pair, grade="secondary", why=why)
    assert states(family)[adult.pk, "residence"] == "missing", "the same source twice"
    paper(family, pair, grade="secondary", why=why, giver="A neighbour")
    assert states(family)[adult.pk, "residence"] == "proved"


@pytest.mark.cites("CC-303-B-3")
def test_one_paper_proves_several_factors_of_several_people():
    family = unproved()
    add_child(family, born=date(2021, 5, 5), provider=None)
    for row in Evidence.objects.filter(care_case=family.care_case, rejection=None):
        do_reject_evidence(row, reason="Again", on=ON, by=BY)
    first, second = family.children
    paper(family, *((child, name) for child in (first, second) for name in ("age", "identity")))
    found = states(family)
    assert {
        found[child.pk, name] for child in (first, second) for name in ("age", "identity")
    } == {"proved"}
    assert found[first.pk, "relationship"] == "missing"


@pytest.mark.cites(
    "CC-302-A",
    "CC-302-B-1",
    "CC-302-B-2",
    "CC-302-B-3",
    "CC-302-B-4",
    "CC-302-B-5",
    "CC-302-B-6",
    "CC-302-B-7",
    "CC-302-B-8",
    "CC-302-B-9",
)
@pytest.mark.parametrize(
    ("said", "fault"),
    [
        ({"says": " "}, "what the proof says"),
        ({"given_by": ""}, "who gave it"),
        ({"document_kind": ""}, "what kind of paper"),
        ({"obtained_on": LATER}, "today or earlier"),
        ({"document_date": LATER}, "before it was obtained"),
    ],
)
def test_a_proof_is_told_in_full_or_not_kept(said, fault):
    family = unproved()
    with pytest.raises(ValueError, match=fault):
        paper(family, (family.adults[0], "identity"), said=said)
    kept = paper(
        family, (family.adults[0], "identity"),
        said={"title": "Clerk", "organisation": "County", "document_number": "77",
              "volume_and_page": "3, 12", "document_date": ON},
    )  # fmt: skip
    assert (kept.title, kept.organisation, kept.document_number) == ("Clerk", "County", "77")
    assert (kept.volume_and_page, kept.recorded_by, kept.recorded_on) == ("3, 12", BY, ON)


@pytest.mark.cites("CC-301-B-1", "CC-302-C")
def test_the_answer_of_another_agencys_system_is_a_primary_proof_of_what_it_knows():
    family = unproved()
    [child] = family.children
    told = {
        "participant": child.pk, "answered_on": ON, "reference": "Q-1", "says": "Born as told",
        "on": ON, "by": BY,
    }  # fmt: skip
    with pytest.raises(ValueError, match="proves nothing of: residence"):
        do_record_answer(
            family.care_case, system="birth_records", factors=["residence"], **told
        )
    with pytest.raises(ValueError, match="reference"):
        do_record_answer(
            family.care_case, system="numident", factors=["age"], **(told | {"reference": " "})
        )
    row = do_record_answer(
        family.care_case, system="birth_records", factors=["age", "citizenship"], **told
    )
    assert (row.way, row.grade, row.document_number) == ("interface", "primary", "Q-1")
    found = states(family)
    assert (found[child.pk, "age"], found[child.pk, "citizenship"]) == ("proved", "proved")


@pytest.mark.cites("CC-301-E-2", "CC-301-G")
def test_who_knows_counts_as_two_papers_only_where_waiting_would_hold_up_the_case():
    family = unproved()
    [adult] = family.adults
    told = Narrative(says="Works there", obtained_on=ON, given_by="Foreman", title="Foreman")
    for why, state in (("", "missing"), ("The payroll office is closed", "proved")):
        do_record_contact(
            family.care_case, proves=[(adult.pk, "activity")], narrative=told,
            why_no_paper=why, on=ON, by=BY,
        )  # fmt: skip
        assert states(family)[adult.pk, "activity"] == state


@pytest.mark.cites("CC-301-D-1", "CC-301-D-4")
def test_a_rejected_proof_counts_no_more_and_stays_on_record():
    family = build_family()
    [row] = Evidence.objects.filter(care_case=family.care_case)
    with pytest.raises(ValueError, match="say why"):
        do_reject_evidence(row, reason=" ", on=ON, by=BY)
    do_reject_evidence(row, reason="The date was altered", on=ON, by=BY)
    assert "proved" not in states(family).values()
    assert EvidenceRejection.objects.get().reason == "The date was altered"
    with pytest.raises(ValueError, match="already"):
        do_reject_evidence(row, reason="Again", on=ON, by=BY)


@pytest.mark.cites("CC-301-F", "CC-404-E", "CC-401-D-J", "CC-301-B-1")
def test_a_family_has_ten_days_for_a_proof_and_thirty_for_immigration_status():
    family = unproved()
    [adult], [child] = family.adults, family.children
    do_tell(
        care_case=family.care_case, of="child", participant=child,
        told={"citizenship": "qualified"}, on=ON, by=BY,
    )  # fmt: skip
    application = application_of(family)
    asks = [(adult.pk, "income"), (child.pk, "immigration")]
    with pytest.raises(ValueError, match="at least"):
        do_ask_for_proof(
            family.care_case, asks=asks, due_on=ON + timedelta(days=9), on=ON, by=BY
        )
    do_ask_for_proof(family.care_case, asks=asks, on=ON, by=BY)
    due = dict(VerificationRequest.objects.values_list("factor", "due_on"))
    assert due == {"income": date(2026, 6, 11), "immigration": date(2026, 7, 1)}
    letter = letters_of(family)["care_proofs"]
    assert "June 11, 2026" in letter
    assert "July 1, 2026" in letter
    assert set(VerificationRequest.objects.values_list("application", flat=True)) == {
        application.pk
    }
    found = states(family)
    assert (found[adult.pk, "income"], found[adult.pk, "residence"]) == ("asked", "missing")
    assert states(family, on=date(2026, 6, 12))[adult.pk, "income"] == "late"
    paper(family, (adult, "income"))
    with pytest.raises(ValueError, match="proved already"):
        do_ask_for_proof(family.care_case, asks=[(adult.pk, "income")], on=ON, by=BY)


@pytest.mark.cites("CC-404-E", "CC-401-D-1")
def test_nobody_is_denied_for_a_proof_before_its_day():
    family = unproved()
    application = application_of(family)
    do_ask_for_proof(family.care_case, asks=[(family.adults[0].pk, "income")], on=ON, by=BY)
    missing = reason("proofs_missing", law=["CC-404-E"])
    with pytest.raises(Refused, match="until Jun 11, 2026"):
        do_deny(application, on=date(2026, 6, 11), by=BY, more=[missing])
    assert do_deny(application, on=date(2026, 6, 12), by=BY, more=[missing])


@pytest.mark.cites("CC-301-B-2", "CC-601-A")
def test_a_birth_date_is_proved_once_and_a_residence_again_when_it_is_told_anew():
    family = unproved()
    [adult], [child] = family.adults, family.children
    paper(family, (child, "age"))
    paper(family, (adult, "residence"))
    do_tell(
        care_case=family.care_case, of="adult", participant=adult,
        told={"intends_to_stay": True}, effective_on=LATER, on=LATER, by=BY,
    )  # fmt: skip
    found = states(family, on=LATER)
    assert (found[child.pk, "age"], found[adult.pk, "residence"]) == ("proved", "again")
    assert any("to be proved again" in each for each in unproved_of(family.care_case, on=LATER))


def test_a_proof_that_ends_proves_through_its_last_day():
    family = unproved()
    [adult] = family.adults
    paper(family, (adult, "income"), holds_until=LATER)
    [stands] = [
        each
        for each in standings_of(family.care_case, on=LATER)
        if each.need.pair == (adult.pk, "income")
    ]
    assert (stands.state, stands.until_on) == ("proved", LATER)
    after = states(family, on=LATER + timedelta(days=1))
    assert after[adult.pk, "income"] == "again"
    with pytest.raises(ValueError, match="ended already"):
        paper(family, (adult, "income"), holds_until=ON - timedelta(days=1))


def test_a_proof_of_somebody_elses_family_is_refused():
    family, other = unproved(), build_family()
    with pytest.raises(ValueError, match="people of this case"):
        paper(family, (other.adults[0], "identity"))
    with pytest.raises(ValueError, match="people of this case"):
        paper(family, (family.adults[0], "shoe_size"))


@pytest.mark.cites("CC-301-B-2")
def test_out_of_another_case_counts_only_what_never_changes():
    family, earlier = unproved(), build_family()
    [child] = family.children
    do_put_in_household(
        care_case=earlier.care_case, participant=child, role="child", on=ON, by=BY
    )
    paper(earlier, (child, "age"), (child, "identity"))
    found = states(family)
    assert (found[child.pk, "age"], found[child.pk, "identity"]) == ("proved", "missing")


def test_many_cases_are_read_at_once_and_each_stands_as_it_does_alone():
    families = [build_family(), unproved(), unproved(adults=2)]
    paper(families[1], (families[1].adults[0], "income"), holds_until=LATER)
    cases = [each.care_case for each in families]
    assert standings_in([each.pk for each in cases], on=LATER) == {
        each.pk: standings_of(each, on=LATER) for each in cases
    }
