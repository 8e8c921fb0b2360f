"""What pages say of initiatives."""

from datetime import datetime
from typing import Any

from django.utils.formats import date_format, number_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, npgettext

from beffroi.participation.initiatives import states
from beffroi.participation.initiatives.models import Initiative, InitiativeType, Step
from beffroi.participation.spaces.rules import until


def number(n: int) -> str:
    return number_format(n, force_grouping=True)


def gauge_said(initiative: Initiative) -> str:
    said = ngettext("%(n)s signature of %(goal)s", "%(n)s signatures of %(goal)s", initiative.signatures_count)
    return said % {"n": number(initiative.signatures_count), "goal": number(initiative.threshold)}


def parts_said(initiative: Initiative) -> str:
    """Online and on paper, where there is paper."""
    if not initiative.paper_count:
        return ""
    values = {"online": number(initiative.online_count), "paper": number(initiative.paper_count)}
    return _("%(online)s online, %(paper)s on paper") % values


def days_late(initiative: Initiative, at: datetime) -> int:
    """Whole days since the promised answer was due; 0 while it is not."""
    if initiative.state != states.WAITING or initiative.answer_due_at is None or at <= initiative.answer_due_at:
        return 0
    return max((localtime(at).date() - localtime(initiative.answer_due_at).date()).days, 1)


def clock_said(initiative: Initiative, at: datetime) -> str:
    """What is expected now: signatures until a day, or the answer by a day."""
    if initiative.state == states.WAITING and initiative.answer_due_at:
        if late := days_late(initiative, at):
            return ngettext("Answer expected for %(n)d day", "Answer expected for %(n)d days", late) % {"n": late}
        return _("Answer promised by %(day)s") % {"day": date_format(localtime(initiative.answer_due_at), "DATE_FORMAT")}
    if initiative.state == states.COLLECTING and initiative.closes_at:
        if at >= initiative.closes_at:
            return _("Collection closed, paper sheets are being counted")
        return _("To sign until %(day)s") % {"day": until(initiative.closes_at)}
    return ""


def days_left(initiative: Initiative, at: datetime) -> int | None:
    """Whole days until the promised answer; None when there is no such clock, less than zero when it is late."""
    if initiative.state != states.WAITING or initiative.answer_due_at is None:
        return None
    return (localtime(initiative.answer_due_at).date() - localtime(at).date()).days


def rules_of(kind: InitiativeType, threshold: int | None = None) -> list[tuple[str, str]]:
    """The rules of a type, as a list of facts."""
    need = threshold or kind.threshold
    found = [
        (_("Signatures needed"), number(need)),
        (_("Collected during"), _days(kind.days)),
        (_("Answer, once they are there"), _("within %(days)s") % {"days": _days(kind.answer_days)}),
        (_("Who may sign"), kind.who or _("Everybody")),
        (_("How it is verified"), str(kind.get_check_kind_display())),
        (_("Where"), kind.district.name if kind.district else _("The whole commune")),
        (_("Committee"), ngettext("%(n)d person at least", "%(n)d people at least", kind.committee) % {"n": kind.committee}),
    ]
    if kind.minimum_age:
        found.append((_("Age"), ngettext("from %(n)d year", "from %(n)d years", kind.minimum_age) % {"n": kind.minimum_age}))
    return found


def _days(n: int) -> str:
    return npgettext("initiatives", "%(n)d day", "%(n)d days", n) % {"n": n}


def step_said(step: Step, *, is_inside: bool) -> dict[str, Any]:
    """One line of the history. Why a text was sent back is for its committee and the team."""
    titles = {
        states.CHECKING: _("Sent to be checked"),
        states.DRAFT: _("Sent back to the committee"),
        states.REFUSED: _("Declared not admissible"),
        states.COLLECTING: _("Declared admissible: the collection begins"),
        states.WAITING: _("Threshold reached: the answer is due"),
        states.ANSWERED: _("The town answered"),
        states.EXPIRED: _("The collection closed without enough signatures"),
        states.WITHDRAWN: _("Withdrawn by its author"),
    }
    return {"at": step.at, "title": titles[step.state], "reason": step.reason if is_inside or step.state != states.DRAFT else ""}
