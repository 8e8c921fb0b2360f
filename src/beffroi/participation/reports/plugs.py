from collections.abc import Collection, Iterable, Iterator
from datetime import datetime
from typing import Any

from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from beffroi.commons.moderation.types import Context, Whole, contexts
from beffroi.commons.promises.types import ClockOwner, clock_owners
from beffroi.ground.media.models import Image
from beffroi.ground.people.models import Account, Voice
from beffroi.ground.people.types import GuestAct, VoicePage, guest_acts, voice_pages
from beffroi.ground.places.types import MapPoint, map_layers
from beffroi.kernel.asked import Asked, answer, asked
from beffroi.kernel.routes import mount
from beffroi.kernel.rules import Refusal, Refused
from beffroi.kernel.sitemaps import MOST, SitemapSection, sitemap_sections
from beffroi.kernel.subjects import Card, subject_kinds
from beffroi.participation.reports import holder, notices
from beffroi.participation.reports.actions import stored_address, update
from beffroi.participation.reports.intaking import publish
from beffroi.participation.reports.models import Category, Report, Sending, Update
from beffroi.participation.reports.reading import waits_for
from beffroi.participation.reports.rules import HANDLE, WAYS
from beffroi.ui import nav
from beffroi.ui.desk import DeskTask, desk_tasks
from beffroi.ui.shells import Shell, shells

__all__ = ["holder", "notices"]

mount("signalements/", "beffroi.participation.reports.town_urls")
mount("bureau/signalements/", "beffroi.participation.reports.team_urls")


def is_used() -> bool:
    return bool(answer("reports"))


asked.register(Asked("reports", lambda: Category.objects.open().values("pk")))
nav.main.register(nav.Entry("reports", pgettext_lazy("navigation", "Report"), "reports_town:index", order=65, shown=is_used))
nav.footer.register(nav.Entry("reports", _("Reports on the map"), "reports_town:index", order=26, group=nav.TAKE_PART, shown=is_used))
nav.footer.register(
    nav.Entry("report-alerts", _("Be told of reports near you"), "reports_town:alerts", order=46, group=nav.BE_TOLD, shown=is_used)
)
nav.desk.register(
    nav.Entry(
        "reports", pgettext_lazy("desk", "Reports"), "reports_team:index", icon="pin", right=HANDLE, order=43, group=_("Participation")
    )
)
shells.register(
    Shell(
        "reports",
        r"^(/en)?/signalements/(nouveau|hors-ligne)/$",
        {"fr": "/signalements/hors-ligne/", "en": "/en/signalements/hors-ligne/"},
        ("bundle/report.js",),
    )
)
guest_acts.register(GuestAct(kind="reports:open", label=_("report something on the map"), perform=publish))


def tell(person: Account, data: dict, at: datetime) -> str:
    """News of a report, now that she said who she is."""
    report = Report.objects.select_related("component__process").filter(pk=data["report"]).first()
    if report is None:
        raise Refused(Refusal("gone", _("This page no longer exists.")))
    images = list(Image.objects.filter(pk__in=data["images"]))
    update(report=report, text=data["text"], state=data["state"], images=images, person=person, shows_name=data["shows_name"], at=at)
    return stored_address(report)


guest_acts.register(GuestAct(kind="reports:tell", label=_("give news of a report"), perform=tell))


class ReportClock(ClockOwner):
    """Who hears that an answer is late: who took it, or the team of its service."""

    kind = "report"
    right = HANDLE

    def assigned(self, ids: Collection[int]) -> dict[int, list[Account]]:
        found: dict[int, list[Account]] = {}
        for row in Report.objects.filter(pk__in=ids).select_related("assignee", "service").prefetch_related("service__team"):
            accounts = [row.assignee] if row.assignee else list(row.service.team.all()) if row.service else []
            found[row.pk] = [account for account in accounts if account.is_active]
        return found


clock_owners.register(ReportClock())


class ReportLayer:
    """Open reports on the town's map."""

    kind = "report"
    label = _("Reports and suggestions")

    def points(self, limit: int) -> list[MapPoint]:
        rows = Report.objects.listed().open().order_by("-opened_at", "-pk")[:limit]
        return [MapPoint(row.longitude, row.latitude, row.title, stored_address(row), row.place, self.kind) for row in rows]


map_layers.register(ReportLayer())


def of_voice(voice: Voice, at: datetime, limit: int) -> Iterable[Card]:
    """What she reported under her name, the latest first."""
    rows = Report.objects.listed().filter(voice=voice, shows_name=True)
    numbers = list(rows.order_by("-opened_at").values_list("pk", flat=True)[:limit])
    known = subject_kinds["report"].cards(numbers)
    return [known[number] for number in numbers if number in known and known[number].is_public]


voice_pages.register(VoicePage(kind="report", label=_("Reports and suggestions"), cards=of_voice, order=30))


def pages() -> Iterator[tuple[str, datetime | None]]:
    if not is_used():
        return
    yield reverse("reports_town:index"), None
    for row in Report.objects.listed().only("pk", "updated_at").order_by("-pk")[: MOST - 1].iterator():
        yield stored_address(row.pk), row.updated_at


sitemap_sections.register(SitemapSection("reports", pages))


def waiting(person: Any, at: datetime) -> int:
    return waits_for(person).filter(answered_at=None).count()


def late(person: Any, at: datetime) -> int:
    return waits_for(person).filter(expected_at__lt=at).count()


def stuck(person: Any, at: datetime) -> int:
    return Sending.objects.filter(state=Sending.FAILED).count()


desk_url = reverse_lazy("reports_team:index")
desk_tasks.register(DeskTask("reports-new", _("Reports to look at"), HANDLE, waiting, desk_url, late, icon="pin", order=16))
stuck_url = reverse_lazy("reports_team:sendings")
desk_tasks.register(
    DeskTask("reports-stuck", _("Reports that could not be sent to their service"), WAYS, stuck, stuck_url, icon="pin", order=17)
)


class ReportContext(Context):
    """All that a moderator must see of a report."""

    kind = "report"

    def whole(self, id: int) -> Whole | None:
        row = Report.objects.select_related("category").filter(pk=id).first()
        if row is None:
            return None
        same = Report.objects.filter(text=row.text).exclude(pk=row.pk).count() if row.text else 0
        return Whole(text=f"{row.title} – {row.place}\n\n{row.text}", written_at=row.opened_at, same_text=same)

    def with_same_voice(self, voice_id: int, limit: int) -> list[Card]:
        ids = list(Report.objects.filter(voice_id=voice_id).order_by("-opened_at").values_list("pk", flat=True)[:limit])
        known = subject_kinds["report"].cards(ids)
        return [known[pk] for pk in ids if pk in known]


class UpdateContext(Context):
    kind = "report_update"

    def whole(self, id: int) -> Whole | None:
        row = Update.objects.filter(pk=id).first()
        return None if row is None else Whole(text=row.text, written_at=row.at)


contexts.register(ReportContext())
contexts.register(UpdateContext())
