from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override, pgettext_lazy

from beffroi.commons.moderation.types import Context, Whole, contexts
from beffroi.commons.notifications.types import NotificationKind, notification_kinds
from beffroi.ground.people.models import Account, Voice
from beffroi.ground.people.types import GuestAct, VoicePage, guest_acts, voice_pages
from beffroi.kernel.routes import mount
from beffroi.kernel.rules import Refusal, Refused
from beffroi.kernel.sitemaps import MOST, SitemapSection, sitemap_sections
from beffroi.kernel.subjects import Card
from beffroi.participation.groups import actions, holder
from beffroi.participation.groups.access import FORMAL
from beffroi.participation.groups.addresses import group_url, topic_url
from beffroi.participation.groups.models import Group, Topic
from beffroi.participation.groups.rules import NOT_THERE, must_know
from beffroi.ui import nav
from beffroi.ui.beside import Beside, besides
from beffroi.ui.desk import DeskTask, desk_tasks

__all__ = ["holder"]

mount("g/", "beffroi.participation.groups.urls")
mount("bureau/groupes/", "beffroi.participation.groups.desk_urls")

nav.footer.register(nav.Entry("groups", pgettext_lazy("groups", "Groups"), "groups:list", order=30, group=nav.TAKE_PART))
nav.account.register(nav.Entry("groups", _("My groups"), "groups:mine", order=35, icon="people", who="signed in"))
nav.desk.register(
    nav.Entry(
        "groups",
        pgettext_lazy("groups", "Groups"),
        "groups_desk:list",
        icon="people",
        right=FORMAL,
        order=34,
        group=pgettext_lazy("groups", "Participation"),
    )  # fmt: skip
)


def join(person: Account, data: dict, at: datetime) -> str:
    """Somebody who wanted to come in, now that she said who she is."""
    group = Group.objects.select_related("process", "parent").filter(pk=data["group"]).first()
    if group is None:
        raise Refused(Refusal("gone", _("This group no longer exists.")))
    if must_know(person, group):
        raise Refused(NOT_THERE)
    actions.join(group=group, person=person, answer=str(data.get("answer", "")), accepts=int(data.get("accepts", 0)), at=at)
    return group_url(group)


guest_acts.register(GuestAct(kind="groups:join", label=_("join a group"), perform=join))


def kind(name: str, label: Any, sentence: Any, group: str = "own") -> None:
    """A notification whose lazy sentence takes its places from the params."""

    def said(params: dict[str, Any], language: str) -> str:
        with override(language):
            return str(sentence) % params

    notification_kinds.register(NotificationKind(f"groups:{name}", label, said, group))


kind("asked", _("Somebody asks to join a group that I lead"), _("%(name)s asks to join “%(group)s”."))
kind("accepted", _("I can join a group"), _("You are a member of “%(group)s” now."))
kind("declined", _("I cannot join a group"), _("The facilitators of “%(group)s” did not accept your request."))
kind("out", _("I was asked to leave a group"), _("The facilitators of “%(group)s” ask you to leave."))
kind("facilitator", _("I lead a group"), _("You lead the group “%(group)s” now."))
kind("charter", _("The rules of my group change"), _("The rules of “%(group)s” have changed: read and accept them."), "followed")
kind("topic", _("Somebody opens a topic in my group"), _("%(name)s in “%(group)s”: “%(title)s”."), "followed")
kind("problem", _("A problem of my group moves on"), _("“%(title)s” in “%(group)s”: %(state)s."), "followed")
kind("responsible", _("I take care of a problem"), _("You take care of “%(title)s” in “%(group)s”."))
kind("signs", _("A group that I lead needs me"), _("“%(group)s”: %(signs)s"))
kind("nobody", _("Nobody leads my group"), _("Nobody leads “%(group)s” any more. You can say that you do, on its page."), "followed")


def pages() -> Iterator[tuple[str, datetime | None]]:
    for row in Group.objects.listed().select_related("process").order_by("-pk")[:MOST].iterator():
        yield group_url(row), row.process.archived_at or row.active_at


def topic_pages() -> Iterator[tuple[str, datetime | None]]:
    rows = Topic.objects.shown().filter(group__process__published_at__isnull=False).select_related("group__process")
    for row in rows.order_by("-pk")[:MOST].iterator():
        yield topic_url(row), row.active_at


sitemap_sections.register(SitemapSection("groups", pages))
sitemap_sections.register(SitemapSection("group-topics", topic_pages))


def of_voice(voice: Voice, at: datetime, limit: int) -> Iterable[Card]:
    """What she opened in public groups."""
    rows = Topic.objects.shown().filter(voice=voice, group__process__published_at__isnull=False).select_related("group__process")
    for row in rows.order_by("-created_at")[:limit]:
        yield Card(row.subject, row.title, topic_url(row), row.excerpt, voice_id=voice.pk)


voice_pages.register(VoicePage(kind="group_topic", label=_("Topics in groups"), cards=of_voice, order=58))


class TopicContext(Context):
    """A topic as moderators see it."""

    kind = "group_topic"

    def whole(self, id: int) -> Whole | None:
        row = Topic.objects.filter(pk=id).first()
        return Whole(row.html) if row else None


contexts.register(TopicContext())


def to_verify(person: Any, at: datetime) -> int:
    return Group.objects.listed().filter(sort__in=list(Group.FORMAL), verified_at=None, process__archived_at=None).count()


def beside_processes(page: str, id: str) -> SafeString | None:
    """Whoever looks for how to take part finds the groups too."""
    if page != "processes" or not Group.objects.listed().filter(process__archived_at=None).exists():
        return None
    return render_to_string("groups/_beside.html")


besides.register(Beside("groups", render=beside_processes, order=60))
desk_tasks.register(DeskTask("groups", _("Formal groups to verify"), FORMAL, to_verify, "/bureau/groupes/?a=verifier", icon="people"))
