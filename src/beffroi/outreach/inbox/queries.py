"""What the pages read, in few queries."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from beffroi.channels.base.models import Account as ChannelAccount
from beffroi.channels.base.models import Delivery, Heard
from beffroi.channels.base.types import channels
from beffroi.kernel.fragments import until_changed
from beffroi.kernel.paging import Page, page
from beffroi.outreach.approvals.queries import team as colleagues
from beffroi.outreach.inbox.models import Conversation, Entry, Label, Macro, Team
from beffroi.outreach.inbox.words import containing

TO_DO, LATE, SNOOZED, ALL = "todo", "late", "snoozed", "all"
MINE, NOBODY = "me", "nobody"
RECENT, WAITED = "recent", "waited"
MOST_COUNTED = 1000


@dataclass(frozen=True)
class Filters:
    """What is asked of the list; whatever is no answer to a question is left out."""

    words: str = ""
    view: str = TO_DO
    account: int | None = None
    label: int | None = None
    team: int | None = None
    who: str = ""  # me, nobody, or the number of an account
    privacy: str = ""  # public, private
    priority: int | None = None
    order: str = RECENT

    @property
    def is_sifted(self) -> bool:
        return bool(self.account or self.label or self.team or self.who or self.privacy or self.priority or self.order != RECENT)

    @property
    def is_narrowed(self) -> bool:
        return bool(self.words or self.is_sifted)


def filters_from(data: Any) -> Filters:
    view, order, privacy = data.get("view", TO_DO), data.get("order", RECENT), data.get("privacy", "")
    views = {TO_DO, LATE, SNOOZED, ALL, *dict(Conversation.STATUSES)}
    who = data.get("who", "")
    return Filters(
        words=data.get("q", "").replace("\0", "").strip()[:200],
        view=view if view in views else TO_DO,
        account=_number(data.get("account", "")),
        label=_number(data.get("label", "")),
        team=_number(data.get("team", "")),
        who=who if who in (MINE, NOBODY) or _number(who) else "",
        privacy=privacy if privacy in ("public", "private") else "",
        priority=_number(data.get("priority", "")),
        order=order if order in (RECENT, WAITED) else RECENT,
    )


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() and text.isascii() and len(text) < 10 and int(text) else None


def listed(filters: Filters, *, person: Any, at: datetime) -> tuple[QuerySet, tuple[str, ...]]:
    """The conversations asked for, and their order."""
    found: Any = Conversation.objects.all()
    if filters.view == TO_DO:
        found = found.to_do()
    elif filters.view == LATE:
        found = found.late(at)
    elif filters.view == SNOOZED:
        found = found.exclude(snoozed_until=None)
    elif filters.view != ALL:
        found = found.filter(status=filters.view)
    if filters.account:
        found = found.filter(account=filters.account)
    if filters.label:
        found = found.filter(labels=filters.label)
    if filters.team:
        found = found.filter(team=filters.team)
    if filters.priority:
        found = found.filter(priority=filters.priority)
    if filters.privacy:
        found = found.filter(is_private=filters.privacy == "private")
    if filters.who == MINE:
        found = found.filter(Q(assignee=person.pk) | Q(assignee=None, team__members=person.pk)).distinct()
    elif filters.who == NOBODY:
        found = found.filter(assignee=None)
    elif filters.who:
        found = found.filter(assignee=int(filters.who))
    found = containing(found, filters.words)
    return found, _order(filters)


def _order(filters: Filters) -> tuple[str, ...]:
    if filters.view == LATE:
        return ("due_at", "pk")
    if filters.view == SNOOZED:
        return ("snoozed_until", "pk")
    if filters.order == WAITED and filters.view in (TO_DO, Conversation.OPEN):
        return ("waiting_since", "pk")
    return ("-last_at", "-pk")


def page_of(found: QuerySet, *, order: tuple[str, ...], after: str, size: int) -> Page:
    """A page, with what its rows show. First the rows alone: with joins, SQLite may begin with the few accounts and sort everything."""
    shown = page(found.only("pk", *[name.lstrip("-") for name in order if name.lstrip("-") != "pk"]), order=order, after=after, size=size)
    whole = Conversation.objects.select_related("account", "assignee__voice", "team").prefetch_related("labels")
    rows = whole.in_bulk([row.pk for row in shown.rows])
    return replace(shown, rows=[rows[row.pk] for row in shown.rows if row.pk in rows])


@dataclass(frozen=True)
class Choices:
    """What the filters and the acts offer: the same for everybody, kept until something changes."""

    accounts: list[tuple[int, str]]
    labels: list[tuple[int, str]]
    teams: list[tuple[int, str]]
    people: list[tuple[int, str]]
    macros: list[tuple[int, str]]


def choices() -> Choices:
    return until_changed("inbox-choices", _choices)


def _choices() -> Choices:
    accounts = ChannelAccount.objects.filter(Exists(Conversation.objects.filter(account=OuterRef("pk")))).order_by("kind", "name")
    return Choices(
        accounts=[(account.pk, f"{network(account)} – {account.name}") for account in accounts],
        labels=list(Label.objects.filter(is_active=True).values_list("pk", "name")),
        teams=list(Team.objects.filter(is_active=True).values_list("pk", "name")),
        people=list(colleagues().values_list("pk", "voice__name")),
        macros=list(Macro.objects.filter(is_active=True).values_list("pk", "name")),
    )


def network(account: ChannelAccount) -> str:
    channel = channels.get(account.kind)
    return str(channel.label) if channel else account.kind


def deliveries(entries: Collection[Entry]) -> dict[int, Delivery]:
    """How far each answer is; one query."""
    ids = [entry.pk for entry in entries if entry.kind == Entry.OUT]
    rows = Delivery.objects.filter(subject_kind="inbox_reply", subject_id__in=ids).select_related("account")
    return {row.subject_id: row for row in rows}


def around(conversation: Conversation) -> list[Heard]:
    """What others said in the same public thread."""
    if conversation.is_private or not conversation.thread:
        return []
    rows = Heard.objects.filter(account=conversation.account_id, root=conversation.thread, is_private=False, gone_at=None)
    return list(rows.exclude(author_key__iexact=conversation.author_key).order_by("-sent_at", "-pk")[:20])


def waiting(person: Any, at: datetime) -> int:
    return len(Conversation.objects.to_do().values_list("pk")[:MOST_COUNTED])


def late(person: Any, at: datetime) -> int:
    return len(Conversation.objects.late(at).values_list("pk")[:MOST_COUNTED])
