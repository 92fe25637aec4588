"""How hard Hypothesis tries: enough for a commit, much more at night, repeatably in CI."""

import os
import sys
from pathlib import Path

from hypothesis import HealthCheck, settings

TESTS = str(Path(__file__).parent)
if TESTS not in sys.path:  # for `from strategies import ...` under any configuration
    sys.path.insert(0, TESTS)

settings.register_profile(
    "default", deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("ci", settings.get_profile("default"), derandomize=True)
settings.register_profile("nightly", settings.get_profile("default"), max_examples=2000)
settings.load_profile(
    os.environ.get("HYPOTHESIS_PROFILE", "ci" if os.environ.get("CI") else "default")
)
