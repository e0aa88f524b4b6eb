"""PostgreSQL everywhere: DATABASE_URL, or the embedded server of this checkout."""

import os

from pishkhan.config import environment
from pishkhan.config.paths import embedded_url


DATABASES = {
    "default": environment.database(environment.text("DATABASE_URL", embedded_url()))
    | {
        # One thread a worker keeps its connection for ever; no pool is needed (ADR 0004).
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        "DISABLE_SERVER_SIDE_CURSORS": True,
        "TEST": {"NAME": f"test_pishkhan_{os.environ.get('TEST_SLOT', 'main')}"},
    },
}
