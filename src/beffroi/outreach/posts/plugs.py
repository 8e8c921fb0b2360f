from datetime import datetime
from typing import Any

from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from beffroi.commons.notifications.types import NotificationKind, notification_kinds
from beffroi.kernel.routes import mount
from beffroi.outreach.posts import holder, reviewing
from beffroi.outreach.posts.access import READ, WRITE
from beffroi.outreach.posts.models import Post
from beffroi.ui import nav
from beffroi.ui.desk import DeskTask, desk_tasks
from beffroi.ui.nav import Entry

__all__ = ["holder", "reviewing"]

mount("bureau/publications/", "beffroi.outreach.posts.urls")
nav.desk.register(Entry("posts", _("Publications"), "posts:index", order=10, icon="pencil", right=READ, group=_("Speak")))


def changes_asked(person: Any, at: datetime) -> int:
    return Post.objects.filter(state=Post.CHANGES).count()


def from_events(person: Any, at: datetime) -> int:
    """Drafts that an event of the site prepared and nobody has looked after yet."""
    return Post.objects.filter(state=Post.DRAFT, author=None).count()


def missed(person: Any, at: datetime) -> int:
    return Post.objects.missed(at).count()


INDEX = reverse_lazy("posts:index")
desk_tasks.register(DeskTask("posts-changes", _("Publications to rework"), WRITE, changes_asked, INDEX, icon="pencil", order=12))
desk_tasks.register(
    DeskTask("posts-events", _("Drafts prepared from events"), WRITE, from_events, INDEX, late=missed, icon="pencil", order=14)
)


def _sentence(text: Any) -> Any:
    return lambda params, language: str(text) % {"title": params["title"]}


for name, label, text in (
    ("approved", _("A publication was approved"), _("“%(title)s” was approved.")),
    ("changes_asked", _("Changes are asked"), _("Changes are asked in “%(title)s”.")),
    ("missed", _("A publication missed its hour"), _("“%(title)s” was not published: nobody had approved it in time.")),
):
    notification_kinds.register(NotificationKind(f"posts:{name}", label, _sentence(text), "team"))
