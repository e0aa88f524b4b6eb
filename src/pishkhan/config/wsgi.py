"""The WSGI application that granian serves."""

import os

from django.core.wsgi import get_wsgi_application


os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pishkhan.config.settings.dev")
application = get_wsgi_application()
