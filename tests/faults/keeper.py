"""`python -m tests.faults.keeper`: `pishkhan run` itself, only quicker to take things up again.

Leases of the worker and pauses of the supervisor are shortened, so that a test need not wait for
minutes; the SMS simulator keeps a journal, because a telephone does not forget; the demonstration
is left out.
"""

import os
from collections.abc import Mapping

from pishkhan.config import supervisor
from pishkhan.config.paths import VAR
from pishkhan.config.supervisor import Child


def main() -> None:
    """Run until told to stop."""
    started, stepped = supervisor._programs, supervisor.step

    def programs(host: str, port: int, environment: dict[str, str]) -> list[Child]:
        found = started(host, port, environment)
        for child in found:
            if "pishkhan.config.worker" in child.command:
                child.command += ["--lease", os.environ["FAULTS_LEASE"]]
            if "simulators.sms_operator" in child.command:
                child.command += ["--journal", str(VAR / "phones"), "--slow-seconds", "1"]
        return found

    def step(words: list[str], environment: Mapping[str, str]) -> str:
        return "" if words == ["demo"] else stepped(words, environment)

    supervisor._programs, supervisor.step = programs, step
    supervisor.LONGEST_PAUSE = float(os.environ["FAULTS_PAUSE"])
    supervisor.run()


if __name__ == "__main__":
    main()
