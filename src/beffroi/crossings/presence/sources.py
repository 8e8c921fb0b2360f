"""Who can be followed: processes, officials who agreed, topics of alerts, feeds of the commune."""

from collections.abc import Collection, Iterable

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from beffroi.channels.base.types import Followable, followables
from beffroi.channels.fediverse.documents import handle
from beffroi.channels.fediverse.models import FEED as SERVICE
from beffroi.crossings.presence.models import ALERTS, FEED, GROUP, OFFICIAL, PROCESS, Presence
from beffroi.crossings.presence.types import Face, Source, sources
from beffroi.ground.town.models import Town
from beffroi.kernel import clock
from beffroi.kernel.text import slug
from beffroi.outreach.alerts.hazards import HEALTH, NETWORKS, ROADS, SAFETY, TOPICS, TOPICS_HELP, WEATHER
from beffroi.participation.accountability.actions.finding import member_address
from beffroi.participation.accountability.models import Representative
from beffroi.participation.groups.addresses import group_url
from beffroi.participation.groups.models import Group
from beffroi.participation.spaces.addresses import process_url
from beffroi.participation.spaces.models import Process

ALL = "all"
# Names there stay for good: French words that a town would choose.
ALERT_NAMES = {
    ALL: "alertes",
    WEATHER: "alertes_meteo",
    NETWORKS: "alertes_coupures",
    HEALTH: "alertes_sante",
    SAFETY: "alertes_securite",
    ROADS: "travaux",
}
PARTICIPATION, COUNCIL, CHECKS = "participation", "council", "checks"
FEED_NAMES = {PARTICIPATION: "participation", COUNCIL: "conseil", CHECKS: "verifications"}


def name_of(text: str) -> str:
    """A name that every server takes: letters, figures, underscores."""
    return slug(text).replace("-", "_")[:30].strip("_") or "compte"


def numbers(refs: Iterable[str]) -> list[int]:
    return [int(ref) for ref in refs if ref.isdecimal()]


class Processes(Source):
    kind, actor_kind = PROCESS, PROCESS
    label = gettext_lazy("Processes")

    def faces(self, refs: Collection[str] | None = None) -> list[Face]:
        rows = Process.objects.public().order_by("pk")
        rows = rows if refs is None else rows.filter(pk__in=numbers(refs))
        return [
            Face(str(row.pk), name_of(row.slug), row.title, "\n\n".join(filter(None, [row.question, row.summary])), process_url(row))
            for row in rows
        ]


class Groups(Source):
    """Those that everybody reads, as long as they live."""

    kind, actor_kind = GROUP, GROUP
    label = gettext_lazy("Public groups")

    def faces(self, refs: Collection[str] | None = None) -> list[Face]:
        rows = Group.objects.readable().filter(process__archived_at=None).select_related("process").order_by("pk")
        rows = rows if refs is None else rows.filter(pk__in=numbers(refs))
        return [
            Face(
                str(row.pk),
                name_of(row.process.slug),
                row.process.title,
                "\n\n".join(filter(None, [row.process.question, row.process.summary])),
                group_url(row),
            )
            for row in rows
        ]


class Officials(Source):
    kind, actor_kind = OFFICIAL, OFFICIAL
    label = gettext_lazy("Elected officials")
    is_asked = True

    def faces(self, refs: Collection[str] | None = None) -> list[Face]:
        today = timezone.localdate(clock.now())
        rows = Representative.objects.filter(Q(until=None) | Q(until__gte=today)).order_by("position", "pk")
        rows = rows if refs is None else rows.filter(pk__in=numbers(refs))
        said = _("Votes in the council, official answers and commitments of %(name)s, told by the commune.")
        return [
            Face(
                str(row.pk),
                name_of(row.slug),
                row.name,
                f"{row.mandate}\n\n{said % {'name': row.name}}",
                member_address(row),
            )  # fmt: skip
            for row in rows
        ]


class Alerts(Source):
    kind, actor_kind = ALERTS, SERVICE
    label = gettext_lazy("Alerts by topic")

    def faces(self, refs: Collection[str] | None = None) -> list[Face]:
        town, url = Town.current().name, _page("alerts:index")
        wanted = [ref for ref in ALERT_NAMES if refs is None or ref in refs]
        return [Face(ref, ALERT_NAMES[ref], self._name(ref, town), self._help(ref), url if ref == ALL else "") for ref in wanted]

    def _name(self, ref: str, town: str) -> str:
        return (_("%(town)s: alerts") if ref == ALL else "%(town)s – %(topic)s") % {"town": town, "topic": TOPICS.get(ref, "")}

    def _help(self, ref: str) -> str:
        emergency = _("In danger: 112. This account is not watched day and night.")
        return f"{TOPICS_HELP.get(ref, _('Dangers, cuts and works: what happens, where, and what to do.'))}\n\n{emergency}"


class Feeds(Source):
    kind, actor_kind = FEED, SERVICE
    label = gettext_lazy("Feeds of the commune")

    def faces(self, refs: Collection[str] | None = None) -> list[Face]:
        town = Town.current().name
        said = {
            PARTICIPATION: (_("%(town)s: take part"), _("New processes, phases that open, what has become of them."), ""),
            COUNCIL: (_("%(town)s: the council"), _("Votes of the council, in plain words."), _page("council:index")),
            CHECKS: (
                _("%(town)s: fact checks"),
                _("What is said of the commune, and what is true, with the sources."),
                _page("rumors:index"),
            ),
        }
        return [
            Face(ref, FEED_NAMES[ref], title % {"town": town}, summary, url)
            for ref, (title, summary, url) in said.items()
            if refs is None or ref in refs
        ]


def _page(route: str) -> str:
    with override(settings.LANGUAGE_CODE):
        return reverse(route)


class Follow(Followable):
    """The address by which networks find it."""

    def __init__(self, source: Source) -> None:
        self.kind, self.label = source.kind, source.label

    def address(self, id: int) -> str:
        found = Presence.objects.select_related("actor").filter(kind=self.kind, ref=str(id)).first()
        return handle(found.actor) if found and found.actor and found.is_open else ""


for _source in (Processes(), Groups(), Officials(), Alerts(), Feeds()):
    sources.register(_source)
    followables.register(Follow(_source))
