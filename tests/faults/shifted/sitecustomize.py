# noqa: INP001 - not a package: Python imports it by its name at the start
"""Put on PYTHONPATH of a process, this shifts its wall clock by what the file of FAULTS_CLOCK says.

It is read at every look at the clock, so that the clock can jump while the process runs. Shifted
are `time.time`, `time.time_ns`, Django's clock and ours; the monotonic clock, on which pauses and
timeouts rely, goes on as it does on a machine whose clock is set.
"""

import os
import sys
import time
from datetime import timedelta
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from pathlib import Path


CLOCKS = ("pishkhan.foundation.clock", "django.utils.timezone")
_time, _time_ns = time.time, time.time_ns


def seconds():
    """By how much it is off."""
    return float(Path(os.environ["FAULTS_CLOCK"]).read_text() or 0)


class Shifted(Loader):
    """Loads a module as ever, then puts its `now` off."""

    def __init__(self, loader):
        self._loader = loader

    def create_module(self, spec):
        return self._loader.create_module(spec)

    def exec_module(self, module):
        self._loader.exec_module(module)
        right = module.now
        module.now = lambda: right() + timedelta(seconds=seconds())


class Finder(MetaPathFinder):
    """Finds the modules that tell the time."""

    def find_spec(self, name, path, target=None):  # noqa: ARG002 - importlib calls it so
        spec: ModuleSpec | None = PathFinder.find_spec(name, path) if name in CLOCKS else None
        if spec is not None and spec.loader is not None:
            spec.loader = Shifted(spec.loader)
        return spec


if "FAULTS_CLOCK" in os.environ:
    time.time = lambda: _time() + seconds()
    time.time_ns = lambda: _time_ns() + int(seconds() * 1e9)
    sys.meta_path.insert(0, Finder())
