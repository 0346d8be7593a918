"""Why something online is not done, by the sentence that says it to the family."""

from typing import Any


class OnlineRefusal(ValueError):  # noqa: N818 - the name says what happened
    """``key`` names the sentence, below ``apply``; ``values`` stand in it."""

    def __init__(self, key: str, **values: Any) -> None:
        super().__init__(key)
        self.key = key
        self.values = values
