from collections.abc import Collection, Iterable, Iterator
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from beffroi.commons.moderation.types import Context, Whole, contexts
from beffroi.commons.promises.types import ClockOwner, PromiseKind, clock_owners, promise_kinds
from beffroi.ground.people.models import Account, Voice
from beffroi.ground.people.types import GuestAct, VoicePage, guest_acts, voice_pages
from beffroi.kernel import html
from beffroi.kernel.asked import Asked, answer, asked
from beffroi.kernel.routes import mount
from beffroi.kernel.rules import Refusal, Refused
from beffroi.kernel.sealing import CannotOpen, unseal
from beffroi.kernel.sitemaps import MOST, SitemapSection, sitemap_sections
from beffroi.kernel.subjects import Card, subject_kinds
from beffroi.participation.initiatives import holder, notices, states
from beffroi.participation.initiatives.actions import sign, start
from beffroi.participation.initiatives.actions.texts import address, stored_address
from beffroi.participation.initiatives.models import Initiative, InitiativeType, Member
from beffroi.participation.initiatives.rules import ANSWER, CHECK
from beffroi.participation.initiatives.types import PROMISE, WAITING_SEAL
from beffroi.participation.spaces.models import Component
from beffroi.ui import nav
from beffroi.ui.desk import DeskTask, desk_tasks

__all__ = ["holder", "notices"]

mount("initiatives/", "beffroi.participation.initiatives.town_urls")
mount("bureau/initiatives/", "beffroi.participation.initiatives.team_urls")


def is_used() -> bool:
    return bool(answer("initiatives"))


asked.register(Asked("initiatives", lambda: Component.objects.filter(kind="initiative", published_at__isnull=False).values("pk")))
nav.footer.register(
    nav.Entry("initiatives", pgettext_lazy("footer", "Initiatives"), "initiatives_town:index", order=26, group=nav.TAKE_PART, shown=is_used)
)
nav.desk.register(
    nav.Entry(
        "initiatives",
        pgettext_lazy("desk", "Initiatives"),
        "initiatives_team:index",
        icon="hand",
        right=CHECK,
        order=41,
        group=_("Participation"),
    )
)

GONE = Refusal("gone", _("This page no longer exists."))


def start_as(person: Account, data: dict, at: datetime) -> str:
    """What a visitor wrote, now that she said who she is."""
    component = Component.objects.select_related("process").filter(pk=data["component"], kind="initiative").first()
    kind = InitiativeType.objects.filter(pk=data["kind"], component=component).first() if component else None
    if component is None or kind is None:
        raise Refused(GONE)
    row = start(component=component, kind=kind, person=person, title=data["title"], text=data["text"], at=at)
    return address(row, "committee")


def sign_as(person: Account, data: dict, at: datetime) -> str:
    """What a visitor signed, now that her code has come back."""
    row = Initiative.objects.select_related("component__process", "type__roll").filter(pk=data["initiative"]).first()
    if row is None:
        raise Refused(GONE)
    identity = {}
    if data.get("sealed"):
        try:
            identity = unseal(data["sealed"], place=WAITING_SEAL)
        except CannotOpen:
            raise Refused(Refusal("stale", _("This was too long ago. Sign again."))) from None
    sign(initiative=row, person=person, identity=identity, at=at)
    return stored_address(row)


guest_acts.register(GuestAct(kind="initiatives:start", label=_("start an initiative"), perform=start_as))
guest_acts.register(GuestAct(kind="initiatives:sign", label=_("sign an initiative"), perform=sign_as))


promise_kinds.register(PromiseKind(PROMISE, pgettext_lazy("promises", "Initiative that has its signatures"), first=None, order=45))


class InitiativeClock(ClockOwner):
    """Who hears that an answer is late."""

    kind = "initiative"
    right = ANSWER

    def assigned(self, ids: Collection[int]) -> dict[int, list[Account]]:
        return {}


clock_owners.register(InitiativeClock())


def of_voice(voice: Voice, at: datetime, limit: int) -> Iterable[Card]:
    """What she started in public, alone or in a committee, the latest first."""
    rows = Member.objects.filter(voice=voice, state=Member.ACCEPTED, initiative__in_list=True).order_by("-initiative__public_at")
    numbers = list(rows.values_list("initiative_id", flat=True)[:limit])
    known = subject_kinds["initiative"].cards(numbers)
    return [known[number] for number in numbers if number in known and known[number].is_public]


voice_pages.register(VoicePage(kind="initiative", label=pgettext_lazy("voice", "Initiatives"), cards=of_voice, order=15))


def pages() -> Iterator[tuple[str, datetime | None]]:
    if not is_used():
        return
    yield reverse("initiatives_town:index"), None
    for row in Initiative.objects.listed().select_related("component__process").order_by("-pk")[: MOST - 1].iterator():
        yield stored_address(row), row.answered_at or row.reached_at or row.public_at


sitemap_sections.register(SitemapSection("initiatives", pages))


def _sent(state: str) -> QuerySet[Initiative]:
    return Initiative.objects.filter(state=state, component__process__published_at__isnull=False)


def to_check(person: Any, at: datetime) -> int:
    return _sent(states.CHECKING).count()


def to_check_late(person: Any, at: datetime) -> int:
    return _sent(states.CHECKING).filter(check_due_at__lt=at).count()


def to_answer(person: Any, at: datetime) -> int:
    return _sent(states.WAITING).filter(hidden_at=None).count()


def to_answer_late(person: Any, at: datetime) -> int:
    return _sent(states.WAITING).filter(hidden_at=None, answer_due_at__lt=at).count()


index_url = reverse_lazy("initiatives_team:index")
desk_tasks.register(
    DeskTask("initiatives-check", _("Initiatives to check"), CHECK, to_check, index_url, to_check_late, icon="hand", order=22)
)


class _Answers:
    """The tab of those that wait for their answer, as an address that is made when it is shown."""

    def __str__(self) -> str:
        return f"{reverse('initiatives_team:index')}?voir=repondre"


desk_tasks.register(
    DeskTask("initiatives-answer", _("Initiatives to answer"), ANSWER, to_answer, _Answers(), to_answer_late, icon="hand", order=17)
)


class InitiativeContext(Context):
    """All that a moderator must see of an initiative."""

    kind = "initiative"

    def whole(self, id: int) -> Whole | None:
        row = Initiative.objects.filter(pk=id).first()
        if row is None:
            return None
        same = Initiative.objects.filter(title=row.title, text=row.text).exclude(pk=row.pk).count()
        return Whole(text=f"{row.title}\n\n{row.text}", html=html.clean(row.html), written_at=row.created_at, same_text=same)

    def with_same_voice(self, voice_id: int, limit: int) -> list[Card]:
        ids = list(Initiative.objects.filter(voice_id=voice_id).order_by("-created_at").values_list("pk", flat=True)[:limit])
        known = subject_kinds["initiative"].cards(ids)
        return [known[pk] for pk in ids if pk in known]


contexts.register(InitiativeContext())
