from datetime import datetime
from typing import Any

from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from beffroi.channels.base.models import Delivery
from beffroi.commons.notifications.types import NotificationKind, notification_kinds
from beffroi.kernel.routes import mount
from beffroi.outreach.approvals.access import DECIDE
from beffroi.outreach.approvals.types import ScopeSource, scope_sources
from beffroi.outreach.posts import holder, reviewing, strategic, tribunes, watching
from beffroi.outreach.posts.access import READ, WRITE
from beffroi.outreach.posts.models import PictureRight, Post, PostPicture
from beffroi.outreach.posts.prompts import prompts
from beffroi.outreach.posts.queries import unconfirmed
from beffroi.outreach.strategy.models import Campaign
from beffroi.outreach.strategy.types import Liberty, liberties
from beffroi.ui import nav
from beffroi.ui.desk import DeskTask, desk_tasks
from beffroi.ui.nav import Entry

__all__ = ["holder", "reviewing", "strategic", "tribunes", "watching"]

mount("bureau/publications/", "beffroi.outreach.posts.urls")
mount("relais/", "beffroi.outreach.posts.urls_kit")
nav.desk.register(Entry("posts", _("Publications"), "posts:index", order=10, icon="pencil", right=READ, group=_("Speak")))


def changes_asked(person: Any, at: datetime) -> int:
    return Post.objects.filter(state=Post.CHANGES).count()


def from_events(person: Any, at: datetime) -> int:
    """Drafts that an event of the site prepared and nobody has looked after yet."""
    return Post.objects.filter(state=Post.DRAFT, author=None).count()


def to_settle(person: Any, at: datetime) -> int:
    """Uncertain publications: only a person can look."""
    return Delivery.objects.filter(subject_kind="post", state=Delivery.UNKNOWN).count()


def still_true(person: Any, at: datetime) -> int:
    """Evergreen posts whose words wait to be confirmed."""
    return len(unconfirmed(at))


def ideas(person: Any, at: datetime) -> int:
    return len(prompts(at))


def missed(person: Any, at: datetime) -> int:
    return Post.objects.missed(at).count()


def rights_over(person: Any, at: datetime) -> int:
    """Pictures that are out although the right to show them has ended."""
    shown = PostPicture.objects.filter(post__state=Post.PUBLISHED).values("image")
    return PictureRight.objects.filter(until__lt=timezone.localdate(at), image__in=shown).count()


def kinds() -> list[tuple[str, Any]]:
    return [(f"kind:{word}", label) for word, label in Post.KINDS if word != Post.TRIBUNE]


def campaigns() -> list[tuple[str, Any]]:
    return [(f"campaign:{pk}", title) for pk, title in Campaign.objects.open().order_by("title").values_list("pk", "title")]


liberties.register(Liberty("templates", _("Publish from an approved template"), WRITE))
scope_sources.register(ScopeSource("kind", _("Kinds of publications"), kinds))
scope_sources.register(ScopeSource("campaign", _("Campaigns"), campaigns))

INDEX = reverse_lazy("posts:index")
desk_tasks.register(DeskTask("posts-changes", _("Publications to rework"), WRITE, changes_asked, INDEX, icon="pencil", order=12))
desk_tasks.register(
    DeskTask("posts-events", _("Drafts prepared from events"), WRITE, from_events, INDEX, late=missed, icon="pencil", order=14)
)
desk_tasks.register(DeskTask("posts-uncertain", _("Publications whose end is uncertain"), WRITE, to_settle, INDEX, icon="eye", order=6))
desk_tasks.register(
    DeskTask(
        "posts-still-true",
        _("Repeated publications: still true?"),
        DECIDE,
        still_true,
        reverse_lazy("posts:series"),
        icon="check",
        order=16,
    )
)
desk_tasks.register(
    DeskTask(
        "posts-rights", _("Pictures that may not be shown any more"), WRITE, rights_over, reverse_lazy("posts:rights"), icon="eye", order=7
    )
)
desk_tasks.register(DeskTask("posts-ideas", _("Ideas for a publication today"), WRITE, ideas, INDEX, icon="pencil", order=40))


def _sentence(text: Any) -> Any:
    return lambda params, language: str(text) % {"title": params["title"]}


for name, label, text in (
    ("approved", _("A publication was approved"), _("“%(title)s” was approved.")),
    ("changes_asked", _("Changes are asked"), _("Changes are asked in “%(title)s”.")),
    ("stopped", _("A publication was stopped"), _("“%(title)s” was not published: one of its pictures may not be shown any more.")),
    ("missed", _("A publication missed its hour"), _("“%(title)s” was not published: nobody had approved it in time.")),
):
    notification_kinds.register(NotificationKind(f"posts:{name}", label, _sentence(text), "team"))
