"""What the other actions share: the row locked, its address, its place in the search, its steps."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import F
from django.urls import reverse
from django.utils.translation import override

from beffroi.commons.promises import actions as promises
from beffroi.commons.search import actions as search
from beffroi.kernel.facts import record
from beffroi.kernel.subjects import Subject
from beffroi.kernel.text import plain
from beffroi.participation.initiatives import states
from beffroi.participation.initiatives.facts import InitiativeHidden, InitiativeMoved
from beffroi.participation.initiatives.models import Initiative, Step
from beffroi.participation.spaces.actions import count_contributions


def locked(initiative: Initiative) -> Initiative:
    """The row as it is now, until the end of the transaction."""
    rows = Initiative.objects.select_for_update(of=("self",)).select_related("component__process", "type", "voice")
    return rows.get(pk=initiative.pk)


def ids(initiative: Initiative) -> dict[str, int]:
    return {"initiative_id": initiative.pk, "process_id": initiative.component.process_id}


def announced(initiative: Initiative) -> dict[str, Any]:
    """What every announceable fact says."""
    return {"subject": str(initiative.subject), "title": initiative.title, **ids(initiative)}


def address(initiative: Initiative, route: str = "detail", *args: Any) -> str:
    """A page of it, in the language of the moment; `component.process` is loaded."""
    return reverse(f"initiatives:{route}", args=[initiative.component.process.slug, initiative.component_id, initiative.pk, *args])


def stored_address(initiative: Initiative) -> str:
    """Its page in the town's first language."""
    with override(settings.LANGUAGE_CODE):
        return address(initiative)


def move(initiative: Initiative, state: str, person: Any, at: datetime, *, reason: str = "", **fields: Any) -> Step:
    """Another state, with what follows from it: lists, counters, the search, its history."""
    was_listed = initiative.in_list
    initiative.state, initiative.reason = state, reason
    for name, value in fields.items():
        setattr(initiative, name, value)
    initiative.in_list = initiative.is_public
    if initiative.is_public and initiative.public_at is None:
        initiative.public_at = at
    initiative.version = F("version") + 1
    initiative.save()
    initiative.refresh_from_db(fields=["version"])
    _count_in_space(initiative, was_listed)
    index(initiative)
    voice = person.voice if person is not None and person.is_authenticated else None
    return Step.objects.create(initiative=initiative, state=state, voice=voice, reason=reason, at=at)


def tell_moved(initiative: Initiative, step: Step) -> None:
    record(InitiativeMoved(**ids(initiative), state=step.state, step_id=step.pk))


def set_hidden(*, initiative: Initiative, hidden: bool, at: datetime) -> None:
    """Moderation took it out of sight, or put it back."""
    was_listed = initiative.in_list
    initiative.hidden_at = at if hidden else None
    initiative.in_list = initiative.is_public
    initiative.version = F("version") + 1
    initiative.save(update_fields=["hidden_at", "in_list", "version"])
    initiative.refresh_from_db(fields=["version"])
    _count_in_space(initiative, was_listed)
    if initiative.state == states.WAITING and was_listed != initiative.in_list:
        (promises.reopen if initiative.in_list else promises.void)(subject=initiative.subject, at=at)
    index(initiative)
    record(InitiativeHidden(**ids(initiative), hidden=hidden))


def _count_in_space(initiative: Initiative, was_listed: bool) -> None:
    if was_listed != initiative.in_list:
        count_contributions(process_id=initiative.component.process_id, by=1 if initiative.in_list else -1)


def index(initiative: Initiative) -> None:
    """Put what is public in the search, with its answers; take the rest out."""
    component = initiative.component
    if not (initiative.in_list and component.is_public and component.process.is_public):
        search.remove(subject=initiative.subject)
        return
    said = [plain(initiative.html), *(plain(row.html) for row in initiative.answers.order_by("given_at"))]
    search.put(
        subject=initiative.subject,
        title=initiative.title,
        text="\n\n".join(filter(None, said)),
        url=stored_address(initiative),
        language=initiative.language,
        at=initiative.answered_at or initiative.opened_at or initiative.created_at,
        space=Subject("process", component.process_id),
    )
