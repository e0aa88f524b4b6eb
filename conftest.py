"""What all tests share: the database server, no time of the wall, no sockets to the outside."""

import os


os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pishkhan.config.settings.test")
