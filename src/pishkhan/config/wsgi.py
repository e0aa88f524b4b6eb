"""The WSGI application that granian serves: patience, the waiting room, tracking's fast path, then Django."""

import os

from django.core.wsgi import get_wsgi_application


# `pishkhan run` names the settings of development; whoever serves this by hand means production.
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pishkhan.config.settings.production")
django_application = get_wsgi_application()

from pishkhan.config.fast_track import FastTrack  # noqa: E402 - brings models
from pishkhan.config.patience import Patience  # noqa: E402 - the same
from pishkhan.web.waiting_room.front import Front  # noqa: E402 - the same


application = Patience(Front(FastTrack(django_application)))
