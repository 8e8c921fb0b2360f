"""Teams, labels, saved replies, macros: kept, renamed, put away. Nothing that was used is deleted."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from beffroi.ground.people.models import Account
from beffroi.kernel import edition
from beffroi.kernel.rules import Refusal, Refused, require
from beffroi.kernel.subjects import Subject
from beffroi.outreach.approvals import actions as approvals
from beffroi.outreach.inbox.filling import frame_hash, unknown_blanks
from beffroi.outreach.inbox.models import Label, Macro, SavedReply, Team
from beffroi.outreach.inbox.rules import may_arrange

YEAR = timedelta(days=365)
SAVED = "inbox_saved_reply"


@transaction.atomic
def keep_team(*, team: Team | None, person: Account, name: str, members: list[Account]) -> Team:
    require(may_arrange(person))
    team = team or Team()
    team.name = name
    team.save()
    team.members.set(members)
    edition.bump()
    return team


@transaction.atomic
def keep_label(*, label: Label | None, person: Account, name: str, tone: str = "") -> Label:
    require(may_arrange(person))
    label = label or Label()
    label.name, label.tone = name, tone
    label.save()
    edition.bump()
    return label


@transaction.atomic
def keep_saved_reply(*, saved: SavedReply | None, person: Account, title: str, text: str, at: datetime) -> SavedReply:
    """Other words are no longer the approved ones: its fingerprint says so by itself."""
    require(may_arrange(person))
    if unknown := unknown_blanks(text):
        raise Refused(Refusal("unknown_blank", _("Nothing fills these blanks: %(names)s.") % {"names": ", ".join(unknown)}))
    saved = saved or SavedReply()
    saved.title, saved.text, saved.author, saved.updated_at = title, text.strip().replace("\r\n", "\n"), person, at
    saved.save()
    edition.bump()
    return saved


@transaction.atomic
def keep_macro(*, macro: Macro | None, person: Account, labels: list[Label], **values: Any) -> Macro:
    require(may_arrange(person))
    macro = macro or Macro()
    for name, value in values.items():
        setattr(macro, name, value)
    macro.save()
    macro.labels.set(labels)
    edition.bump()
    return macro


@transaction.atomic
def retire(*, row: Team | Label | SavedReply | Macro, person: Account, is_active: bool) -> None:
    """Put away, or taken out again."""
    require(may_arrange(person))
    row.is_active = is_active
    row.save(update_fields=["is_active"])
    edition.bump()


@transaction.atomic
def preapprove(*, saved: SavedReply, person: Account, at: datetime) -> None:
    """It may go out at once for a year, as it is; nobody approves their own."""
    approvals.preapprove(subject=Subject(SAVED, saved.pk), content_hash=frame_hash(saved), until=at + YEAR, by=person, at=at)


@transaction.atomic
def end_preapproval(*, saved: SavedReply, person: Account, at: datetime) -> None:
    approvals.end_preapproval(subject=Subject(SAVED, saved.pk), by=person, at=at)
