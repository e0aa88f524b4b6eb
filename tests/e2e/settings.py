"""Settings of the web server and the worker that the journeys start: SMS go to the simulator."""

from pathlib import Path

from pishkhan.config import environment
from pishkhan.config.settings.test import *  # noqa: F403 - settings are names


SMS_PROVIDER = "simulator"
# The files of the checkout as they are now, not as set-up last collected them.
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
GATEWAYS = environment.text("PISHKHAN_GATEWAYS", "none")  # at the simulated bank
# A public log of this house alone, with the witness that it names.
LOG_FOLDER = Path(environment.text("PISHKHAN_LOG_FOLDER", str(LOG_FOLDER)))  # noqa: F405 - settings
LOG_WITNESSES = environment.listing("PISHKHAN_LOG_WITNESSES")
