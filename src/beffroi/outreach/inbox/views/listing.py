"""The list: what waits, found and sorted."""

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from beffroi.ground.people.access import team
from beffroi.kernel import clock
from beffroi.kernel.fragments import render_many
from beffroi.outreach.inbox.access import ARRANGE, READ
from beffroi.outreach.inbox.models import Act, Conversation
from beffroi.outreach.inbox.queries import (
    ALL,
    LATE,
    MINE,
    NOBODY,
    RECENT,
    SNOOZED,
    TO_DO,
    WAITED,
    Filters,
    choices,
    filters_from,
    listed,
    network,
    page_of,
)
from beffroi.outreach.inbox.views.offers import offers

SIZE = 30


@team(READ)
def index(request: HttpRequest) -> HttpResponse:
    at, filters, offered = clock.now(), filters_from(request.GET), choices()
    found, order = listed(filters, person=request.user, at=at)
    rows = page_of(found, order=order, after=request.GET.get("after", ""), size=SIZE)
    context: dict[str, Any] = {
        "page": rows,
        "lines": _lines(rows.rows, filters, at),
        "filters": filters,
        "tabs": _tabs(request, filters),
        "tabs_label": _("By status"),
        "selects": _selects(filters, offered),
        "acts": offers(offered),
        "back": request.get_full_path(),
        "undone": undone(request),
        "may_arrange": request.user.has_right(ARRANGE),
    }
    return render(request, "inbox/index.html", context)


def _lines(rows: list[Conversation], filters: Filters, at: datetime) -> Sequence[SafeString]:
    """Each row as it is shown, rendered once for each state of it."""
    shows_status = filters.view not in (TO_DO, LATE)
    made = [
        {"pk": row.pk, "version": _version(row, late, shows_status), "row": row, "late": late} for row in rows for late in [row.is_late(at)]
    ]

    def render_row(one: dict[str, Any]) -> SafeString:
        row = one["row"]
        words = {"conversation": row, "network": network(row.account), "late": one["late"], "shows_status": shows_status}
        return render_to_string("inbox/_row.html", words)

    return render_many("inbox-row", made, render_row, role="team")


def _version(row: Conversation, late: bool, shows_status: bool) -> str:
    """All that a row shows: its own version, and the names that may change without it."""
    names = [f"{label.name}/{label.tone}" for label in row.labels.all()]
    names += [row.assignee.voice.name if row.assignee else "", row.team.name if row.team else ""]
    return f"{row.version}-{late:d}{shows_status:d}-{sha256('|'.join(names).encode()).hexdigest()[:12]}"


def undone(request: HttpRequest) -> Act | None:
    """The act that has just been done, so that it can be taken back."""
    number = request.GET.get("done", "")
    if not (number.isdecimal() and number.isascii() and len(number) < 18):
        return None
    return Act.objects.filter(pk=int(number), by=request.user, undone_at=None).annotate(many=Count("changes")).first()


def _tabs(request: HttpRequest, filters: Filters) -> list[dict[str, Any]]:
    views = [
        (TO_DO, pgettext("inbox", "To answer")),
        (LATE, pgettext("inbox", "Late")),
        (SNOOZED, pgettext("inbox", "Set aside")),
        (Conversation.WAITING, pgettext("inbox", "Waiting")),
        (Conversation.ANSWERED, pgettext("inbox", "Answered")),
        (Conversation.CLOSED, pgettext("inbox", "Closed")),
        (Conversation.SPAM, pgettext("inbox", "Spam")),
        (ALL, pgettext("inbox", "All")),
    ]
    kept = {name: value for name, value in request.GET.items() if name not in ("view", "after", "done")}
    return [{"label": label, "url": "?" + urlencode({**kept, "view": word}), "current": filters.view == word} for word, label in views]


def _selects(filters: Filters, offered: Any) -> list[dict[str, Any]]:
    """The filters, as selects of one form."""
    people = [(MINE, _("Me and my teams")), (NOBODY, _("Nobody yet")), *offered.people]
    rows = [
        ("account", pgettext("inbox", "Channel"), offered.accounts, filters.account),
        ("who", _("Given to"), people, filters.who),
        ("team", pgettext("inbox", "Team"), offered.teams, filters.team),
        ("label", pgettext("inbox", "Label"), offered.labels, filters.label),
        ("priority", pgettext("inbox", "Priority"), Conversation.PRIORITIES, filters.priority),
        (
            "privacy",
            _("Public or private"),
            [("public", pgettext("inbox", "Public")), ("private", pgettext("inbox", "Private"))],
            filters.privacy,
        ),
    ]
    made = [
        {
            "name": name,
            "label": label,
            "any": pgettext("inbox filter", "Any"),
            "options": [(str(key), word, str(key) == str(chosen)) for key, word in options],
        }
        for name, label, options, chosen in rows
        if options
    ]
    orders = [(RECENT, _("The newest first")), (WAITED, _("The longest waiting first"))]
    made.append(
        {
            "name": "order",
            "label": pgettext("inbox", "Order"),
            "any": "",
            "options": [(key, word, key == filters.order) for key, word in orders],
        }
    )
    return made
