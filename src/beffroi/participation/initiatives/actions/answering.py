from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from beffroi.commons.promises import actions as promises
from beffroi.kernel import ledger
from beffroi.kernel.facts import record
from beffroi.kernel.html import from_markdown
from beffroi.kernel.rules import Refusal, require
from beffroi.participation.initiatives import states
from beffroi.participation.initiatives.actions.texts import announced, locked, move, stored_address
from beffroi.participation.initiatives.facts import InitiativeAnswered
from beffroi.participation.initiatives.models import Answer, Initiative
from beffroi.participation.initiatives.rules import may_answer
from beffroi.participation.spaces.actions import add_happening


@transaction.atomic
def answer(
    *, initiative: Initiative, person: Any, outcome: str, text: str, name: str, at: datetime, council_on: date | None = None
) -> Answer:
    """The town answers with its reasons. A second answer adds to the first (what the council decided, for instance)."""
    row = locked(initiative)
    require(may_answer(person, row, at), must_have_reasons(text))
    given = Answer.objects.create(
        initiative=row, outcome=outcome, text=text.strip(), html=from_markdown(text.strip()), council_on=council_on, voice=person.voice,
        name=name.strip()[:120], given_at=at,
    )  # fmt: skip
    ended = row.ended_at or at
    purge = min(filter(None, [row.purge_at, ended + timedelta(days=row.type.keep_days)]))
    first = {} if row.answered_at else {"answered_at": at}
    move(row, states.ANSWERED, person, at, reason="", ended_at=ended, purge_at=purge, **first)
    promises.answered(subject=row.subject, at=at)
    ledger.append(kind="initiatives:answer:given", subject=row.subject, data={"answer": given.pk}, at=at)
    record(InitiativeAnswered(**announced(row), answer_id=given.pk))
    add_happening(
        process=row.component.process,
        title=_("The town answered the initiative “%(title)s”.") % {"title": row.title[:110]},
        url=stored_address(row),
        at=at,
        origin=f"initiative-answered-{given.pk}",
    )
    return given


def must_have_reasons(text: str) -> Refusal | None:
    if len(text.strip()) >= 20:
        return None
    return Refusal("reasons", _("Give the reasons: those who signed read them."))
