from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from beffroi.commons.notifications.types import NotificationKind, notification_kinds
from beffroi.commons.privacy.types import PersonalData, not_personal, personal_data
from beffroi.ground.people.models import Account, Voice
from beffroi.ground.people.types import VoicePage, voice_pages
from beffroi.ground.places.types import MapPoint, map_layers
from beffroi.kernel.routes import mount
from beffroi.kernel.sitemaps import MOST, SitemapSection, sitemap_sections
from beffroi.kernel.subjects import Card, Subject
from beffroi.participation.accountability.access import COUNCIL, FOLLOW_UP
from beffroi.participation.accountability.actions.finding import address, member_address, vote_address
from beffroi.participation.accountability.actions.promises import forget_author
from beffroi.participation.accountability.models import CouncilVote, Decision, DecisionUpdate, Representative, Satisfaction, Source
from beffroi.participation.accountability.subjects import subject_kinds
from beffroi.participation.spaces.types import Official, OfficialSource, officials
from beffroi.ui import nav
from beffroi.ui.desk import DeskTask, desk_tasks

HERE = "beffroi.participation.accountability"
mount("decisions/", f"{HERE}.town_urls")
mount("conseil/", f"{HERE}.council_urls")
mount("elus/", f"{HERE}.representative_urls")
mount("bureau/decisions/", f"{HERE}.follow_urls")
mount("bureau/conseil/", f"{HERE}.council_desk_urls")

nav.main.register(nav.Entry("decisions", _("Decisions"), "decisions:all", order=30))
nav.footer.register(nav.Entry("council", _("The council and its votes"), "council:index", order=30, group=nav.TAKE_PART))
group = _("Participation")
nav.desk.register(nav.Entry("decisions", _("Decisions"), "decisions_desk:all", icon="stamp", right=FOLLOW_UP, order=40, group=group))
nav.desk.register(nav.Entry("council", _("Council"), "council_desk:index", icon="people", right=COUNCIL, order=45, group=group))


def kind(name: str, label: Any, sentence: Any, group: str = "own") -> None:
    """A notification whose lazy sentence takes its places from the params."""

    def said(params: dict[str, Any], language: str) -> str:
        with override(language):
            return str(sentence) % params

    notification_kinds.register(NotificationKind(f"accountability:{name}", label, said, group))


def taken(params: dict[str, Any], language: str) -> str:
    with override(language):
        if params["part"] == Source.ALL:
            return gettext("Your contribution was taken up: “%(title)s” is decided.") % params
        if params["part"] == Source.PART:
            return gettext("Your contribution was taken up in part: “%(title)s” is decided.") % params
        return gettext("“%(title)s” is decided. Your contribution was heard, and not taken up: read why.") % params


notification_kinds.register(NotificationKind("accountability:taken", _("A decision answers my contribution"), taken))
kind("supported", _("A decision on what I support or follow"), _("“%(title)s” is decided: it answers what you support."), "followed")
kind("contributed", _("A decision where I took part"), _("You took part in “%(process)s”. It is decided: “%(title)s”."))
kind("followed", _("A decision in a process that I follow"), _("“%(process)s”: “%(title)s” is decided."), "followed")
kind("news-own", _("News of a decision that came from me"), _("News of “%(title)s”: %(news)s."))
kind("news", _("News of a decision that I follow"), _("News of “%(title)s”: %(news)s."), "followed")
kind("asked", _("Is a decision what was promised?"), _("“%(title)s” is done. Is it what was promised? Say yes, in part or no."))


class DecisionLayer:
    """Decisions on the town's map."""

    kind = "decision"
    label = _("Decisions")

    def points(self, limit: int) -> list[MapPoint]:
        rows = Decision.objects.public().exclude(longitude=None).exclude(latitude=None).select_related("component__process")
        rows = rows.order_by("-decided_on", "-pk")[:limit]
        return [MapPoint(row.longitude, row.latitude, row.title, address(row), row.address, self.kind) for row in rows]


map_layers.register(DecisionLayer())


def decisions() -> Iterator[tuple[str, datetime | None]]:
    yield reverse("decisions:all"), None
    for row in Decision.objects.public().select_related("component__process").order_by("-pk")[: MOST - 1].iterator():
        yield address(row), row.updated_at


def council() -> Iterator[tuple[str, datetime | None]]:
    yield reverse("council:index"), None
    yield reverse("council:votes"), None
    for representative in Representative.objects.order_by("pk")[: MOST // 4].iterator():
        yield member_address(representative), None
    for vote in CouncilVote.objects.order_by("-pk")[: MOST // 2].iterator():
        yield vote_address(vote), vote.published_at


sitemap_sections.register(SitemapSection("decisions", decisions))
sitemap_sections.register(SitemapSection("council", council))


def late_ones(at: datetime) -> QuerySet[Decision]:
    return Decision.objects.public().late(at.date())


def late(person: Any, at: datetime) -> int:
    """Decisions whose planned end is past: give news of them."""
    return late_ones(at).count()


late_url = reverse_lazy("decisions_desk:late")
desk_tasks.register(
    DeskTask("decisions-late", _("Decisions whose planned end is past"), FOLLOW_UP, late, late_url, late, icon="clock", order=30)
)


def answered_by(voice: Voice, at: datetime, limit: int) -> Iterable[Card]:
    """For the page of a voice: the representative that it is."""
    found = Representative.objects.filter(voice=voice).values_list("pk", flat=True)[:limit]
    return list(subject_kinds["representative"].cards(list(found)).values())


class Council(OfficialSource):
    """Those whom other components may name: the representatives in office."""

    kind = "representative"

    def in_office(self, on: date) -> Iterable[Official]:
        rows = Representative.objects.exclude(until__lt=on).exclude(since__gt=on).select_related("voice").order_by("position", "name")
        for row in rows:
            yield Official(Subject("representative", row.pk), row.name, row.mandate, row.voice.account_id if row.voice else None)


officials.register(Council())
voice_pages.register(VoicePage("representative", _("Mandate, commitments and votes"), answered_by, order=5))


def kept_of(account: Account) -> Iterator[dict[str, Any]]:
    voice = getattr(account, "voice", None)
    if voice is None:
        return
    for row in Satisfaction.objects.filter(voice=voice).select_related("decision"):
        yield {
            gettext("Is it what was promised?"): str(row.get_answer_display()),
            gettext("About"): row.decision.title,
            gettext("Your word"): row.word,
            gettext("On"): row.at,
        }
    for decision in Decision.objects.filter(author=voice).order_by("pk"):
        yield {gettext("You wrote the decision"): decision.title, gettext("On"): decision.updated_at}
    for update in DecisionUpdate.objects.filter(voice=voice).select_related("decision").order_by("pk"):
        yield {gettext("You gave news of"): update.decision.title, gettext("Text"): update.text, gettext("On"): update.at}
    for member in Representative.objects.filter(voice=voice):
        yield {
            gettext("Your public mandate"): member.mandate,
            gettext("Name"): member.name,
            gettext("Presentation"): member.about,
            gettext("Contact"): member.contact,
        }


def erase(account: Account, at: datetime) -> None:
    voice = getattr(account, "voice", None)
    if voice is not None:
        forget_author(voice=voice)


personal_data.register(
    PersonalData(
        kind="accountability",
        label=_("Decisions, council and promises"),
        purpose=_("Accounting for what was decided, and asking those who proposed it whether it is what was promised."),
        data=_("Who wrote decisions and news; answers about promises; names, mandates and public votes of elected representatives."),
        retention=_("Acts of the council are public and stay. Answers about promises go with the account."),
        export=kept_of,
        erase=erase,
        fields=(
            "accountability.Decision.author",
            "accountability.DecisionUpdate.voice",
            "accountability.Satisfaction.voice",
            "accountability.Satisfaction.word",
            "accountability.Representative.voice",
            "accountability.Representative.name",
            "accountability.Representative.contact",
            "accountability.Representative.photo",
            "accountability.Ballot.representative",
            "accountability.Ballot.proxy",
            "accountability.Commitment.representative",
        ),
    )
)
not_personal("accountability.Decision.address", "where the works are")
