from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from beffroi.commons.moderation.types import Context, Whole, contexts
from beffroi.ground.media.models import Image
from beffroi.ground.people.models import Account, Voice
from beffroi.ground.people.types import AccountSection, GuestAct, VoicePage, account_sections, guest_acts, voice_pages
from beffroi.ground.places.queries import district_at
from beffroi.ground.places.types import MapPoint, map_layers
from beffroi.kernel import html
from beffroi.kernel.asked import Asked, answer, asked
from beffroi.kernel.routes import mount
from beffroi.kernel.rules import Refusal, Refused
from beffroi.kernel.sitemaps import MOST, SitemapSection, sitemap_sections
from beffroi.kernel.subjects import Card, subject_kinds
from beffroi.participation.missions import dated, holder, notices
from beffroi.participation.missions.access import REVIEW
from beffroi.participation.missions.actions import contribute, stored, volunteer
from beffroi.participation.missions.models import Contribution, Mission, Task
from beffroi.ui import nav
from beffroi.ui.desk import DeskTask, desk_tasks

__all__ = ["dated", "holder", "notices"]

mount("missions/", "beffroi.participation.missions.town_urls")
mount("bureau/missions/", "beffroi.participation.missions.waiting_urls")


def is_used() -> bool:
    return bool(answer("missions"))


asked.register(Asked("missions", lambda: Mission.objects.shown().values("pk")))
nav.footer.register(
    nav.Entry(
        "missions", _("Missions: photos, memories, helping hands"), "missions_town:index", order=26, group=nav.TAKE_PART, shown=is_used
    )
)
account_sections.register(AccountSection("missions", pgettext_lazy("missions", "My missions"), "missions_town:mine", order=45))


def gone() -> Refused:
    return Refused(Refusal("gone", _("This page no longer exists.")))


def send(person: Account, data: dict, at: datetime) -> str:
    """What a visitor sent, now that she said who she is."""
    mission = Mission.objects.select_related("component__process").filter(pk=data["mission"]).first()
    if mission is None:
        raise gone()
    fields = {name: value for name, value in data.items() if name not in ("mission", "image", "happened_on")}
    if data.get("happened_on"):
        fields["happened_on"] = datetime.fromisoformat(data["happened_on"]).date()
    if data.get("image"):
        fields["image"] = Image.objects.filter(pk=data["image"]).first()
    if data.get("longitude") is not None and data.get("latitude") is not None:
        fields["district"] = district_at(data["longitude"], data["latitude"])
    return stored(contribute(mission=mission, person=person, fields=fields, at=at))


def come(person: Account, data: dict, at: datetime) -> str:
    """A visitor who lends a hand, now that her address is confirmed."""
    task = Task.objects.select_related("mission__component__process").filter(pk=data["task"]).first()
    if task is None:
        raise gone()
    volunteer(task=task, person=person, at=at, **{name: str(data.get(name, "")) for name in ("name", "phone", "note")})
    return f"{stored(task.mission)}taches/{task.pk}/"


def seen_by_sender(data: dict) -> list[str]:
    """What she is shown again before confirming."""
    words = [data.get("title"), data.get("text"), *data.get("answers", {}).values(), data.get("place")]
    return [str(word) for word in words if word]


guest_acts.register(GuestAct(kind="missions:contribute", label=_("take part in a mission"), perform=send, preview=seen_by_sender))
guest_acts.register(
    GuestAct(
        kind="missions:volunteer", label=_("lend a hand"), perform=come,
        preview=lambda data: [word for word in (data.get("name"), data.get("note")) if word],
    )
)  # fmt: skip


class ContributionLayer:
    """What people gathered, on the town's map."""

    kind = "contribution"
    label = _("Missions")

    def points(self, limit: int) -> list[MapPoint]:
        rows = Contribution.objects.filter(
            in_list=True,
            longitude__isnull=False,
            latitude__isnull=False,
            mission__published_at__isnull=False,
            mission__component__published_at__isnull=False,
            mission__component__process__published_at__isnull=False,
        )
        found = rows.select_related("mission__component__process").order_by("-shown_at")[:limit]
        return [MapPoint(r.longitude, r.latitude, r.title, stored(r), r.mission.title, self.kind) for r in found]  # type: ignore[arg-type]


map_layers.register(ContributionLayer())


def of_voice(voice: Voice, at: datetime, limit: int) -> Iterable[Card]:
    """What she sent under her name, the latest first."""
    rows = Contribution.objects.filter(voice=voice, in_list=True, is_named=True).order_by("-created_at")
    numbers = list(rows.values_list("pk", flat=True)[:limit])
    known = subject_kinds["contribution"].cards(numbers)
    return [known[number] for number in numbers if number in known and known[number].is_public]


voice_pages.register(VoicePage(kind="contribution", label=pgettext_lazy("missions", "Contributions to missions"), cards=of_voice, order=30))


def pages() -> Iterator[tuple[str, datetime | None]]:
    for mission in Mission.objects.shown().select_related("component__process").order_by("-pk")[:MOST].iterator():
        yield stored(mission), mission.published_at
    rows = Contribution.objects.filter(
        in_list=True, mission__published_at__isnull=False, mission__component__published_at__isnull=False,
        mission__component__process__published_at__isnull=False,
    )  # fmt: skip
    for row in rows.select_related("mission__component__process").order_by("-pk")[:MOST].iterator():
        yield stored(row), row.shown_at


sitemap_sections.register(SitemapSection("missions", pages))


def waiting(person: Any, at: datetime) -> int:
    """What was sent and waits to be read."""
    return Contribution.objects.filter(state=Contribution.WAITING).count()


desk_tasks.register(
    DeskTask(
        "missions-review",
        _("Contributions to missions to read"),
        REVIEW,
        waiting,
        reverse_lazy("missions_waiting:index"),
        icon="image",
        order=27,
    )
)


class ContributionContext(Context):
    """All that a moderator must see of a contribution."""

    kind = "contribution"

    def whole(self, id: int) -> Whole | None:
        row = Contribution.objects.select_related("image").filter(pk=id).first()
        if row is None:
            return None
        parts = [row.title, row.text, *(f"{key}: {value}" for key, value in row.answers.items())]
        if row.image:
            parts.append(row.image.alt)
        return Whole(text="\n\n".join(filter(None, parts)), html=html.clean(row.html), written_at=row.created_at)

    def with_same_voice(self, voice_id: int, limit: int) -> list[Card]:
        numbers = list(Contribution.objects.filter(voice_id=voice_id).order_by("-created_at").values_list("pk", flat=True)[:limit])
        known = subject_kinds["contribution"].cards(numbers)
        return [known[number] for number in numbers if number in known]


contexts.register(ContributionContext())
