"""The pages of an online form as data: which questions of the form each page asks.

A page asks about the case, the custodial parent, an other parent or a child; the questions
are those of :mod:`posse.rules.forms` and stand nowhere else.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

from posse.rules.errors import LawFileInvalid
from posse.rules.forms import Field, application_form
from posse.rules.locations import policy_root
from posse.rules.yaml_files import read_checked

PAGES = "wyoming/support/online/pages.yaml"


@dataclass(frozen=True)
class QuestionPage:
    """One page: its questions, and for a choice what it offers where that is not all."""

    key: str
    of: str
    fields: tuple[Field, ...]
    offers: Mapping[str, tuple[str, ...]]

    def offered(self, field: Field) -> tuple[str, ...]:
        """The choices that stand on the page. Source: CS-6.3-DATA-1."""
        if field.kind == "yes_no":
            return ("yes", "no")
        return self.offers.get(field.key, tuple(field.choices))


def online_pages(root: Path | None = None) -> tuple[QuestionPage, ...]:
    """The pages in their order. Raises: LawFileInvalid. Source: CS-6.3-DATA-1."""
    return _load((root or policy_root()).resolve())


@lru_cache(maxsize=4)
def _load(root: Path) -> tuple[QuestionPage, ...]:
    file = root / PAGES
    form = application_form(root)
    pages = []
    for raw in read_checked(file, "online_pages")["pages"]:
        known = {field.key: field for field in form.fields_of(raw["of"])}
        strangers = [key for key in raw["fields"] if key not in known]
        if strangers:
            raise LawFileInvalid(
                file, f"pages.{raw['key']}", f"the form does not ask for {strangers[0]}"
            )
        offers = {key: tuple(each) for key, each in raw.get("offers", {}).items()}
        fields = tuple(known[key] for key in raw["fields"])
        pages.append(QuestionPage(raw["key"], raw["of"], fields, MappingProxyType(offers)))
    return tuple(pages)
