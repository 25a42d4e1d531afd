"""What every test of the project shares."""

from hypothesis import settings

# Computers that run tests are often busy with something else: how long one example takes says nothing.
settings.register_profile("xinhuo", deadline=None)
settings.load_profile("xinhuo")
