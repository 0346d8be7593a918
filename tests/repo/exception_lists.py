"""Lists of exceptions that can only shrink.

``exceptions.yaml`` names for each rule what may break it, and why. A breach that is not
listed fails, and so does an entry that is no longer needed.
"""

from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

import yaml

FILE = Path(__file__).with_name("exceptions.yaml")


@cache
def exception_lists() -> Mapping[str, Mapping[str, str]]:
    """Rule, then what may break it, then why."""
    return yaml.safe_load(FILE.read_text(encoding="utf-8"))


def check_rule(rule: str, breaches: Mapping[str, str] | Iterable[str]) -> None:
    """Compare what breaks ``rule`` with its list.

    ``breaches`` names each breach, perhaps with words about it.
    """
    found = breaches if isinstance(breaches, Mapping) else dict.fromkeys(breaches, "")
    listed = exception_lists()[rule]
    new = [f"{name} {words}".strip() for name, words in found.items() if name not in listed]
    assert not new, f"{rule}: mend these\n  " + "\n  ".join(sorted(new))
    done = sorted(set(listed) - set(found))
    assert not done, f"{rule}: take these off exceptions.yaml\n  " + "\n  ".join(done)
