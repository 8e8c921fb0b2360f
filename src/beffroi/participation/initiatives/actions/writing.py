from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from beffroi.kernel import html
from beffroi.kernel.facts import record
from beffroi.kernel.rules import Refusal, require
from beffroi.kernel.text import excerpt
from beffroi.participation.initiatives import states
from beffroi.participation.initiatives.actions.texts import ids, locked, move, tell_moved
from beffroi.participation.initiatives.facts import InitiativeEdited
from beffroi.participation.initiatives.models import Initiative, InitiativeType, Member
from beffroi.participation.initiatives.rules import may_edit, may_start, may_submit, may_withdraw, must_be_author
from beffroi.participation.spaces.models import Component


@transaction.atomic
def start(*, component: Component, kind: InitiativeType, person: Any, title: str, text: str, at: datetime) -> Initiative:
    """A text that its author prepares with a committee. Only they and the team see it."""
    require(may_start(person, component, at), must_be_offered(kind, component), must_be_complete(title, text))
    row = Initiative(component=component, type=kind, voice=person.voice, created_at=at, threshold=kind.threshold)
    row.language = (get_language() or settings.LANGUAGE_CODE)[:2]
    _write(row, title, text)
    row.save()
    Member.objects.create(initiative=row, voice=person.voice, state=Member.ACCEPTED, at=at)
    record(InitiativeEdited(**ids(row)))
    return row


@transaction.atomic
def edit(*, initiative: Initiative, person: Any, kind: InitiativeType, title: str, text: str, at: datetime) -> Initiative:
    """Until it is sent to be checked."""
    row = locked(initiative)
    require(may_edit(person, row, at), must_be_complete(title, text))
    if kind.pk != row.type_id:
        require(must_be_offered(kind, row.component))
    row.type, row.threshold, row.version = kind, kind.threshold, F("version") + 1
    _write(row, title, text)
    row.save()
    row.refresh_from_db(fields=["version"])
    record(InitiativeEdited(**ids(row)))
    return row


def _write(row: Initiative, title: str, text: str) -> None:
    row.title = " ".join(title.split())[:200]
    row.text = text.replace("\r\n", "\n").strip()
    row.html, row.excerpt = html.from_markdown(row.text), excerpt(row.text, 200)


def must_be_complete(title: str, text: str) -> Refusal | None:
    if len(title.strip()) < 10:
        return Refusal("title", _("Say what you ask in a whole sentence."))
    if len(text.strip()) < 30:
        return Refusal("short", _("Say why, in a few sentences."))
    if len(text) > 10_000:
        return Refusal("long", _("The text is too long: %(n)d signs at most.") % {"n": 10_000})
    return None


def must_be_offered(kind: InitiativeType, component: Component) -> Refusal | None:
    if kind.component_id == component.pk and kind.closed_at is None:
        return None
    return Refusal("type", _("This type of initiative is no longer offered here. Choose another one."))


@transaction.atomic
def delete_draft(*, initiative: Initiative, person: Any) -> None:
    """What was never sent leaves no trace."""
    row = locked(initiative)
    require(must_be_author(person, row))
    if row.state != states.DRAFT:
        require(Refusal("state", _("It has been sent: it can no longer be deleted.")))
    record(InitiativeEdited(**ids(row)))
    row.delete()


@transaction.atomic
def submit(*, initiative: Initiative, person: Any, at: datetime) -> Initiative:
    """The committee is complete: the team checks, within the days of the type."""
    row = locked(initiative)
    require(may_submit(person, row, at))
    due = at + timedelta(days=row.type.check_days)
    tell_moved(row, move(row, states.CHECKING, person, at, submitted_at=at, check_due_at=due))
    return row


@transaction.atomic
def withdraw(*, initiative: Initiative, person: Any, reason: str, at: datetime) -> Initiative:
    """Its author gives it up before the threshold. The page stays, and says so."""
    row = locked(initiative)
    require(may_withdraw(person, row, at))
    purge = at + timedelta(days=row.type.keep_days)
    tell_moved(row, move(row, states.WITHDRAWN, person, at, reason=reason.strip()[:1000], ended_at=at, purge_at=purge))
    return row
