"""The WSGI application that granian serves."""

import os

from django.core.wsgi import get_wsgi_application


# `pishkhan run` names the settings of development; whoever serves this by hand means production.
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pishkhan.config.settings.production")
application = get_wsgi_application()
