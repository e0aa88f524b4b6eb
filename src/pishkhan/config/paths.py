"""Where this installation keeps what it writes, and how it reaches its own database server."""

import hashlib
import os
import tempfile
from pathlib import Path


PACKAGE = Path(__file__).resolve().parents[1]
CHECKOUT = Path(__file__).resolve().parents[3]
MADE = CHECKOUT / "var"  # fonts, scripts and static files: set-up makes them in the checkout itself
VAR = Path(os.environ.get("PISHKHAN_VAR", MADE))
CLUSTER = VAR / "postgres"
APPLICATION_ROLE = "pishkhan_app"  # made by `harden-database`: adds to trails, cannot change them


def socket_folder() -> Path:
    """Folder of the embedded server's socket; short, because the kernel allows 107 bytes."""
    mark = hashlib.sha256(str(CLUSTER).encode()).hexdigest()[:12]
    return Path(tempfile.gettempdir()) / f"pishkhan-{os.getuid()}-{mark}"


def embedded_url(role: str = "pishkhan") -> str:
    """Address of the embedded server; used where DATABASE_URL is not set."""
    return f"postgresql://{role}@/pishkhan?host={socket_folder()}"
