"""What the law asks of people is read, cited and shown in the order of doing it."""

import shutil
from pathlib import Path

import pytest

from posse.rules.errors import LawError, LawFileInvalid
from posse.rules.guidance import guidance_for, load_guidance
from posse.rules.locations import policy_root

FILE = "wyoming/support/corrections/guidance.yaml"


@pytest.fixture
def policy(tmp_path) -> Path:
    root = tmp_path / "policy"
    shutil.copytree(policy_root(), root)
    return root


def test_every_act_says_what_to_do_and_who_asks_for_it() -> None:
    for act, rows in load_guidance().items():
        assert all(row.words.endswith(".") and row.cites for row in rows), act


@pytest.mark.cites("CS-9.2-TOP-REV-2", "CS-9.2-TOP-REV-7")
def test_a_review_begins_with_the_entry_and_ends_with_the_calculation() -> None:
    first, *_, last = guidance_for("administrative_review")
    assert "CS-9.2-TOP-REV-2" in first.cites
    assert "CS-9.2-TOP-REV-7" in last.cites


def test_an_act_without_guidance_is_named_together_with_those_that_have_some() -> None:
    with pytest.raises(LawError, match=r"no guidance for 'dancing'.*joint_refund"):
        guidance_for("dancing")


def test_guidance_that_cites_an_unknown_clause_is_refused(policy) -> None:
    file = policy / FILE
    # Written in parts, because this file may cite only what there is.
    file.write_text(file.read_text().replace("[CS-9.2-TOP-REV-3]", "[CS" + "-9.2-TOP-REV-99]"))
    with pytest.raises(LawFileInvalid, match="there is no clause"):
        load_guidance(root=policy)


def test_two_files_cannot_guide_the_same_act(policy) -> None:
    other = policy / "wyoming/support/disbursement/guidance.yaml"
    other.write_bytes((policy / FILE).read_bytes())
    with pytest.raises(LawFileInvalid, match="another file names this act"):
        load_guidance(root=policy)
