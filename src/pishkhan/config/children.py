"""Child processes that never outlive us: told to stop by the kernel if their parent dies."""

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress


PR_SET_PDEATHSIG = 1  # <sys/prctl.h>
GENTLE_SECONDS = 15


def die_with_parent(word: signal.Signals) -> Callable[[], None] | None:
    """What a child runs before its program so that it gets `word` when its parent dies (Linux)."""
    if not sys.platform.startswith("linux"):
        return None
    prctl = ctypes.CDLL(None, use_errno=True).prctl
    parent = os.getpid()

    def prepare() -> None:
        prctl(PR_SET_PDEATHSIG, int(word))
        if os.getppid() != parent:  # it died before we asked
            os.kill(os.getpid(), word)

    return prepare


def start(command: Sequence[str], environment: Mapping[str, str]) -> subprocess.Popen[bytes]:
    """Start `command` in a session of its own, so that Ctrl-C reaches it through us only."""
    return subprocess.Popen(  # noqa: S603 - our own interpreter with words of ours
        command,
        env=dict(environment),
        stdin=subprocess.DEVNULL,
        start_new_session=True,
        preexec_fn=die_with_parent(signal.SIGTERM),  # noqa: PLW1509 - we have one thread
    )


def stop(processes: Sequence[subprocess.Popen[bytes]]) -> None:
    """Ask all to stop at once, wait, and end whatever of their groups is left."""
    for process in processes:
        if process.poll() is None:
            process.terminate()
    for process in processes:
        with suppress(subprocess.TimeoutExpired):
            process.wait(GENTLE_SECONDS)
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
