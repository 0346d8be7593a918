"""How questions and answers of the application for child care are said to a family."""

from posse.rules.forms import Field
from posse.rules.texts import load_texts
from posse.services.care_online.stops import Step, Stop


def title_key(step: Step) -> str:
    """The sentence that heads a page."""
    return f"care_apply.page_{step.key}"


def label_key(stop: Stop, field: Field) -> str:
    """The question in plain words; a group of persons may have words of its own."""
    own = f"care_apply.q_{stop.section.of}_{field.key}"
    return own if own in load_texts() else f"care_apply.q_{field.key}"


def choice_key(field: Field, choice: str) -> str:
    """One of the answers to choose from."""
    if field.kind == "yes_no":
        return f"site.{choice}"
    name = "days" if field.key == "care_days" else field.key
    return f"care_apply.c_{name}_{choice}"
