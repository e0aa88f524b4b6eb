"""`python -m pishkhan.config.worker`: sends messages, fires timers, does jobs, until told to stop.

Any number may run at once. One that is killed leaves nothing lost: leases and heartbeats end, and
another (or the next) takes up what it had in hand.
"""

import argparse
import gc
import os
import sys
from datetime import timedelta

import django


def collect_seldom() -> None:
    """Look for cycles less often, and never among what was loaded.

    A batch is thousands of rows without any; looking through them was a fifth of the work.
    """
    gc.freeze()
    gc.set_threshold(100_000, 50, 50)


def main() -> None:
    """Work until SIGTERM or Ctrl-C."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lease", type=float, default=60, help="seconds a batch stays in hand")
    parser.add_argument("--poll", type=float, default=1, help="seconds between looks without news")
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pishkhan.config.settings.production")
    django.setup()
    collect_seldom()
    from pishkhan.config import background  # noqa: PLC0415 - models exist only after setup

    sys.exit(
        background.run(lease=timedelta(seconds=options.lease), poll=timedelta(seconds=options.poll))
    )


if __name__ == "__main__":
    main()
