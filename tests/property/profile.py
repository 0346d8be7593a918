"""How many histories a run tries: a few in every build, thousands at night.

Set ``HYPOTHESIS_PROFILE=nightly`` for the thousands. The quick ones are the same in every
run, so that a red build is about the change and not about the draw.
"""

import os

from hypothesis import HealthCheck, settings

IS_NIGHTLY = os.environ.get("HYPOTHESIS_PROFILE") == "nightly"


def laws(examples: int) -> settings:
    """Settings for a law held over this many quick examples, forty times as many at night."""
    return settings(
        max_examples=40 * examples if IS_NIGHTLY else examples,
        derandomize=not IS_NIGHTLY,
        database=None,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )
