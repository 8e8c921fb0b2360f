"""What the web process serves: the edge cache before the bridge before Django."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "beffroi.settings")

from django.conf import settings  # noqa: E402
from django.db import close_old_connections  # noqa: E402

from beffroi.kernel import edition  # noqa: E402
from beffroi.kernel.bridge import Bridge  # noqa: E402
from beffroi.kernel.edge import Edge, changes  # noqa: E402
from beffroi.wsgi import application as django  # noqa: E402


def _edition() -> int:
    close_old_connections()
    return edition.current()


edition.on_bump(changes.tell)
application = Edge(
    Bridge(django, most_bytes=settings.UPLOAD_BYTES), edition=_edition, cookies=(settings.SESSION_COOKIE_NAME, "messages", "sessionid")
)
