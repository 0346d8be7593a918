"""What families read in English is written for grade 8 or below."""

import re
from collections import defaultdict

from posse.rules.texts import load_texts

GRADE_MAX = 8
# The formula is rough for a single sentence, so one alone is given more room.
SENTENCE_GRADE_MAX = 11
# Fewer words than this are a label, of which the formula says nothing.
WORDS_MIN = 8
VOWELS = re.compile(r"[aeiouy]+")
PLACE = re.compile(r"\{[^}]*\}")
CITATION = re.compile(
    r"\b\d+ (?:CFR|U\.?S\.?C\.?) ?\u00a7* ?[\w.()-]+|Wyo\. Stat\. [\w.() \u00a7-]+?(?= |$)"
)


def syllables(word: str) -> int:
    """How many groups of vowels a word has, without a silent e at its end."""
    plain = re.sub(r"[^a-z]", "", word.lower())
    if len(plain) > 3 and plain.endswith("e") and not plain.endswith("le"):
        plain = plain[:-1]
    if len(plain) > 4 and plain.endswith("ed") and plain[-3] not in "td":
        plain = plain[:-2]
    return max(1, len(VOWELS.findall(plain)))


def grade(text: str) -> float:
    """The Flesch-Kincaid grade of a text, from words a sentence and syllables a word."""
    sentences = [each for each in re.split(r"[.!?:;]+(?:\s|$)", text) if each.strip()]
    words = re.findall(r"[A-Za-z][A-Za-z'\u2019-]*", text)
    if not words or not sentences:
        return 0.0
    weight = sum(map(syllables, words))
    return 0.39 * len(words) / len(sentences) + 11.8 * weight / len(words) - 15.59


def plain(text: str) -> str:
    """A text without citations; a value that stands in it counts as a short word."""
    return CITATION.sub("law", PLACE.sub("it", text))


def groups() -> dict[str, list[str]]:
    """The sentences of each file, by their key."""
    found: dict[str, list[str]] = defaultdict(list)
    for key, said in load_texts().items():
        text = plain(said["en"].other)
        if len(text.split()) >= WORDS_MIN:
            found[key.partition(".")[0]].append(text)
    return found


def test_the_formula_knows_an_easy_sentence_from_a_hard_one() -> None:
    assert grade("You can ask us to stop. We will do so.") < 3
    assert grade(
        "Administrative determinations concerning obligations necessitate documentation."
    ) > 15  # fmt: skip


def test_each_file_that_families_read_is_of_grade_eight_or_below() -> None:
    hard = {
        file: round(grade(" ".join(texts)), 1)
        for file, texts in groups().items()
        if grade(" ".join(texts)) > GRADE_MAX
    }
    assert not hard


def test_no_sentence_stands_far_above_the_others() -> None:
    texts = [text for each in groups().values() for text in each]
    assert not [text for text in texts if grade(text) > SENTENCE_GRADE_MAX]
