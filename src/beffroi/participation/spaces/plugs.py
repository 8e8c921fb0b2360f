from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from beffroi.commons.notifications.types import NotificationKind, notification_kinds
from beffroi.commons.privacy.types import PersonalData, personal_data
from beffroi.ground.people.models import Account
from beffroi.ground.people.rights import ROLES
from beffroi.ground.places.types import MapPoint, map_layers
from beffroi.kernel.routes import mount
from beffroi.kernel.sitemaps import SitemapSection, sitemap_sections
from beffroi.participation.spaces import dated
from beffroi.participation.spaces.addresses import component_url, process_url
from beffroi.participation.spaces.models import Component, Process, Revision, TeamMember
from beffroi.participation.spaces.rules import SEE_DRAFTS
from beffroi.participation.spaces.types import component_types
from beffroi.ui import nav

__all__ = ["dated"]

mount("p/", "beffroi.participation.spaces.routes")
mount("bureau/p/", "beffroi.participation.spaces.desk_routes")

nav.main.register(nav.Entry("processes", _("Take part"), "spaces:list", order=10))
nav.desk.register(
    nav.Entry("processes", _("Processes"), "spaces_desk:list", icon="people", right=SEE_DRAFTS, order=30, group=_("Participation"))
)


def phase_opened(params: dict[str, Any], language: str) -> str:
    with override(language):
        return gettext("%(process)s: “%(phase)s” is open.") % params


def outcome_told(params: dict[str, Any], language: str) -> str:
    with override(language):
        return gettext("%(process)s: the town says what has become of it.") % params


notification_kinds.register(
    NotificationKind("spaces:phase-opened", _("A phase opens in a process that I follow"), phase_opened, "followed")
)
notification_kinds.register(NotificationKind("spaces:outcome", _("What has become of a process that I follow"), outcome_told, "followed"))


class ProcessLayer:
    """Processes on the town's map."""

    kind = "process"
    label = _("Processes")

    def points(self, limit: int) -> list[MapPoint]:
        rows = Process.objects.public().filter(archived_at=None).exclude(longitude=None).exclude(latitude=None).order_by("-published_at")
        return [MapPoint(row.longitude, row.latitude, row.title, process_url(row), row.question, self.kind) for row in rows[:limit]]


map_layers.register(ProcessLayer())


def processes() -> Iterator[tuple[str, datetime | None]]:
    for row in Process.objects.public().order_by("-pk").iterator():
        yield process_url(row), row.archived_at or row.published_at


def components() -> Iterator[tuple[str, datetime | None]]:
    rows = Component.objects.filter(
        published_at__isnull=False, process__published_at__isnull=False, kind__in=[c.kind for c in component_types]
    )
    for row in rows.select_related("process").order_by("-pk").iterator():
        yield component_url(row), row.published_at


sitemap_sections.register(SitemapSection("processes", processes))
sitemap_sections.register(SitemapSection("components", components))


def kept_of(account: Account) -> Iterator[dict[str, Any]]:
    for member in TeamMember.objects.filter(account=account).select_related("process"):
        yield {
            gettext("In the team of"): member.process.title,
            gettext("Role"): str(ROLES.get(member.role, member.role)),
            gettext("Named in public"): member.is_shown,
        }
    voice = getattr(account, "voice", None)
    for revision in Revision.objects.filter(voice=voice).select_related("process") if voice else ():
        yield {gettext("You edited"): revision.process.title, gettext("On"): revision.at}


personal_data.register(
    PersonalData(
        kind="spaces",
        label=_("Teams of processes"),
        purpose=_("Knowing who prepares a process, and who changed which text."),
        data=_("Roles in processes, dates of edits."),
        retention=_("Roles end with the account; the history of texts stays, without a name once the person has left."),
        export=kept_of,
        fields=("spaces.TeamMember.account", "spaces.Revision.voice"),
    )
)
