"""What every test of the project shares."""

import atexit
import os
import shutil
import tempfile

from hypothesis import settings

# Computers that run tests are often busy with something else: how long one example takes says nothing.
settings.register_profile("xinhuo", deadline=None)
# A check of a submission must say the same of the same code; new examples are looked for where people work.
settings.register_profile("ci", deadline=None, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "xinhuo")

# Keys of data files made by tests never reach this computer's own store; processes that tests start inherit it.
_KEYS = tempfile.mkdtemp(prefix="xinhuo-test-keys-")
os.environ["XINHUO_KEYS"] = _KEYS
atexit.register(shutil.rmtree, _KEYS, ignore_errors=True)
# The program's private folders for what lies on the disk for a while are the run's own too.
os.environ["XINHUO_SCRATCH"] = os.path.join(_KEYS, "scratch")  # noqa: PTH118 - conftest needs pathlib for nothing else

# The same holds for the copies that windows make by themselves.
_BACKUPS = tempfile.mkdtemp(prefix="xinhuo-test-backups-")
os.environ["XINHUO_BACKUPS"] = _BACKUPS
atexit.register(shutil.rmtree, _BACKUPS, ignore_errors=True)
