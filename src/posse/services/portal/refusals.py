"""Why something in the portal is not done, by the sentence that says it to the family."""

from typing import Any


class PortalRefusal(ValueError):  # noqa: N818 - the name says what happened
    """``key`` names the sentence, such as ``portal.r_code``; ``values`` stand in it."""

    def __init__(self, key: str, **values: Any) -> None:
        super().__init__(key)
        self.key = key
        self.values = values
