"""How questions and answers of the application for child care are said to a family."""

from posse.rules.forms import Field
from posse.rules.texts import filled, load_texts, words
from posse.services.care_online.stops import More, Step, Stop

# Questions that offer the answers of another one.
SAME_CHOICES = {"care_days": "days", "money_frequency": "pay_frequency"}


def title_of(step: Step, *, language: str) -> str:
    """What heads a page; that of a further turn of a round counts it."""
    if isinstance(step, More):
        return words(f"care_apply.more_{step.key}", language=language)
    section = step.section
    again = "again_" if section.turn > 1 else ""
    sentence = words(f"care_apply.page_{again}{section.name}", language=language)
    return filled(sentence, {"turn": str(section.turn)})


def label_key(stop: Stop, field: Field) -> str:
    """The question in plain words; a group of persons may have words of its own."""
    own = f"care_apply.q_{stop.section.of}_{field.name}"
    return own if own in load_texts() else f"care_apply.q_{field.name}"


def choice_key(field: Field, choice: str) -> str:
    """One of the answers to choose from."""
    if field.kind == "yes_no":
        return f"site.{choice}"
    return f"care_apply.c_{SAME_CHOICES.get(field.name, field.name)}_{choice.lower()}"


def in_own_words(field: Field, text: str, *, language: str) -> str | None:
    """An answer that was chosen, in words; None for one that was written."""
    if field.kind not in {"choice", "yes_no", "several"}:
        return None
    offered = {"yes", "no"} if field.kind == "yes_no" else set(field.choices)
    chosen = text.split(",") if field.kind == "several" else [text]
    return ", ".join(
        words(choice_key(field, each), language=language) if each in offered else each
        for each in chosen
    )
