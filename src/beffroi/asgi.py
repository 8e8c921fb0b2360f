"""What the web process serves: the edge cache before the bridge before Django."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "beffroi.settings")

from django.conf import settings
from django.db import close_old_connections

from beffroi.kernel import edition
from beffroi.kernel.bridge import Bridge
from beffroi.kernel.edge import Edge, changes
from beffroi.wsgi import application as django


def _edition() -> int:
    close_old_connections()
    return edition.current()


edition.on_bump(changes.tell)
application = Edge(
    Bridge(django, most_bytes=settings.UPLOAD_BYTES), edition=_edition, cookies=(settings.SESSION_COOKIE_NAME, "messages", "sessionid")
)
