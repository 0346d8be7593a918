"""The State's answers in the reference guide: whole, each once, and with the law's own figures.

``guide_answers.csv`` holds what the guide prints for each clause. A number that the guide
writes twice, as a word and a figure, stands there once, as a figure.
"""

import csv
import re
from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import MappingProxyType

import pytest

from posse.rules.clauses import clauses
from posse.rules.errors import LawFileInvalid
from posse.rules.law_files import DatedValue
from posse.rules.parameters import load_law
from posse.rules.reference_guide import Figure, answered, load_guide, matching, questions_of
from posse.rules.value_units import TimeFrame
from posse.units.money import Ratio

ON = date(2026, 11, 23)
LAW = load_law()
GUIDE = load_guide()
BY_CLAUSE = {clause: each for each in questions_of(GUIDE) for clause in each.clauses}
with (Path(__file__).parent / "guide_answers.csv").open(encoding="utf-8") as lines:
    PRINTED = {row["clause"]: row["printed"] for row in csv.DictReader(lines)}
FIGURES = [(each, name) for each in questions_of(GUIDE) for name in each.figures]
# A clause that is an answer and no more, or of a section whose every answer is looked up.
LOOKED_UP = "GJLM"


def is_told_here(clause: str) -> bool:
    section = clause.removeprefix("CS-IRG-")[0]
    return section in LOOKED_UP or clauses()[clause].kind == "profile"


def plain(text: str) -> str:
    """Whole dollars with and without their cents read the same."""
    return re.sub(r"\.00\b", "", text)


@pytest.mark.parametrize(
    "clause",
    [
        pytest.param(clause, marks=pytest.mark.cites(clause) if is_told_here(clause) else ())
        for clause in PRINTED
    ],
)
def test_answer_is_as_the_guide_prints_it(clause) -> None:
    assert plain(answered(BY_CLAUSE[clause], LAW, on=ON)) == plain(PRINTED[clause])


@pytest.mark.cites("CS-IRG-0")
def test_every_clause_of_the_guide_stands_in_it_once() -> None:
    whole = [clause for section in GUIDE for clause in section.clauses]
    held = Counter(
        [*whole, *(clause for each in questions_of(GUIDE) for clause in each.clauses)]
    )
    listed = {clause for clause in clauses() if clause.startswith("CS-IRG-")}
    assert set(held) == listed
    assert set(held.values()) == {1}


@pytest.mark.cites("CS-IRG-0b")
def test_a_question_left_blank_stays_as_a_gap() -> None:
    questions = list(questions_of(GUIDE))
    assert (len(questions), sum(bool(each.answer) for each in questions)) == (319, 259)
    assert all(each.asks and each.number for each in questions)
    assert {each.link for each in questions} == {"", "leaves", "missing"}


@pytest.mark.parametrize(
    ("question", "name"), FIGURES, ids=[f"{each.number}-{name}" for each, name in FIGURES]
)
@pytest.mark.cites("CS-IRG-0")
def test_changed_law_changes_the_answer_that_names_its_figure(question, name) -> None:
    figure = question.figures[name]
    before = answered(question, LAW, on=ON)
    assert answered(question, changed(figure), on=ON) != before


def changed(figure: Figure):
    """The law with another figure in the one place that holds it."""
    parameter = LAW.parameters[figure.key]
    values = tuple(with_other(value, figure) for value in parameter.values)
    parameters = {**LAW.parameters, figure.key: replace(parameter, values=values)}
    return replace(LAW, parameters=MappingProxyType(parameters))


def with_other(value: DatedValue, figure: Figure) -> DatedValue:
    if not figure.row:
        return replace(value, value=other(value.value))
    rows = tuple(
        {**row, figure.column: other(row[figure.column])} if row["name"] == figure.row else row
        for row in value.value
    )
    return replace(value, value=rows)


def other(value):
    if isinstance(value, TimeFrame):
        return replace(value, limit=value.limit + 1)
    if isinstance(value, Ratio):
        return Ratio(1, 1)
    return value + 1 if isinstance(value, int) else f"{value}, changed"


def test_words_find_questions_by_number_text_figure_clause_and_key() -> None:
    for words in ("J14", "credit bureaus past due", "cs-irg-j14-b", "credit_bureau.threshold"):
        found = matching(GUIDE, words, law=LAW, on=ON)
        assert "J14" in {each.number for each in questions_of(found)}, words
    assert matching(GUIDE, "zzqqxx", law=LAW, on=ON) == ()


FILE = """\
section: J
title: Support Enforcement
place: 1
sure: second_hand
questions:
  - {number: J1, asks: What is done?, answer: "After {days} days",
     values: {days: {key: support.mail.returned_task_days}}, clauses: [CS-IRG-J14]}
"""


@pytest.fixture
def write(tmp_path):
    """Writes a guide file of a profile ``own`` that has nothing else, and gives its root."""
    (tmp_path / "profiles").mkdir()
    profile = "{name: own, title: Own, layers: [wyoming]}"
    (tmp_path / "profiles/own.yaml").write_text(profile)
    folder = tmp_path / "wyoming/support/profile"
    folder.mkdir(parents=True)

    def do_write(name: str, text: str) -> Path:
        (folder / name).write_text(text)
        return tmp_path

    return do_write


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        (("{days} days", "7 days"), "do not name the same figures"),
        (("number: J1,", "number: K1,"), "no question of section J"),
        (("[CS-IRG-J14]", "[]"), "should be non-empty"),
        (("number: J1,", "number: J one,"), "does not match"),
    ],
)
def test_guide_that_contradicts_itself_is_refused(write, wrong, reason) -> None:
    with pytest.raises(LawFileInvalid, match=reason):
        load_guide("own", write("j.yaml", FILE.replace(*wrong)))


def test_question_that_stands_twice_is_refused(write) -> None:
    write("j.yaml", FILE)
    with pytest.raises(LawFileInvalid, match="stands in the guide twice"):
        load_guide("own", write("j_again.yaml", FILE))


def test_right_guide_is_taken(write) -> None:
    [question] = questions_of(load_guide("own", write("j.yaml", FILE)))
    assert answered(question, LAW, on=ON) == "After 14 days"
