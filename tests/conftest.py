"""What every test of the project shares."""

import os

from hypothesis import settings

# Computers that run tests are often busy with something else: how long one example takes says nothing.
settings.register_profile("xinhuo", deadline=None)
# A check of a submission must say the same of the same code; new examples are looked for where people work.
settings.register_profile("ci", deadline=None, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "xinhuo")
