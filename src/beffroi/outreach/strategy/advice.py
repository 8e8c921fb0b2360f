"""Advice computed from the town's own figures. Each sentence says from how many publications it was drawn."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from beffroi.channels.base.models import Account
from beffroi.kernel.subjects import Subject
from beffroi.outreach.strategy import measuring
from beffroi.outreach.strategy.models import Plan

ENOUGH = 30  # publications below which an hour is chance
SOME = 5  # publications below which a channel says nothing about an audience
SILENT_WEEKS = 2
UNANSWERED = 3

WARN, TIP = "bell", ""
RHYTHM = "rhythm"


@dataclass(frozen=True)
class Sentence:
    """`tone` as of a callout: "bell" warns, "" advises."""

    tone: str
    text: str
    account_id: int | None = None
    kind: str = ""


def warnings(plan: Plan, at: datetime) -> list[Sentence]:
    """The rhythm falls off; a channel is fed but never answered; an account of the plan does not work."""
    choices = list(plan.channels.select_related("account"))
    weeks = measuring.by_week([choice.account_id for choice in choices], at)
    found = []
    for choice in choices:
        recent, before = weeks[choice.account_id][-SILENT_WEEKS:], weeks[choice.account_id][:-SILENT_WEEKS]
        expected = float(choice.per_week) * SILENT_WEEKS
        if expected >= 1 and sum(recent) < expected / 2:
            said = {
                "account": choice.account.name,
                "done": sum(recent),
                "expected": round(expected),
                "before": round(sum(before) / len(before), 1),
            }
            found.append(
                Sentence(
                    WARN,
                    _("%(account)s: %(done)d publications in two weeks, the plan says %(expected)d (before: %(before)s a week).") % said,
                    choice.account_id,
                    RHYTHM,
                )
            )
        if choice.account.needs_consent:
            found.append(
                Sentence(
                    WARN,
                    _("%(account)s must be connected again: nothing goes out there.") % {"account": choice.account.name},
                    choice.account_id,
                )
            )
    names = dict(Account.objects.values_list("pk", "name"))
    for pk, (heard, answered) in measuring.heard_and_answered(at).items():
        if heard >= UNANSWERED and not answered:
            said = {"account": names[pk], "heard": heard}
            found.append(
                Sentence(
                    WARN,
                    _("%(account)s: %(heard)d people wrote to you in a month, nobody was answered. Answer, or say where you do.") % said,
                    pk,
                )
            )
    return found


def tips(plan: Plan, at: datetime, audiences_of: dict[Subject, list[str]]) -> list[Sentence]:
    """Which hour works on which account, and which channel reaches which audience. `audiences_of`: publication → names."""
    rows = measuring.reactions_by_delivery(at)
    names = dict(Account.objects.values_list("pk", "name"))
    return [*_hours(rows, names), *_channels(rows, names, audiences_of)]


def _hours(rows: list[Any], names: dict[int, str]) -> list[Sentence]:
    found = []
    by_account: dict[int, list[tuple[datetime, int]]] = defaultdict(list)
    for pk, moment, reactions, _subject in rows:
        by_account[pk].append((timezone.localtime(moment), reactions))
    for pk, seen in sorted(by_account.items()):
        if len(seen) < ENOUGH:
            more = ENOUGH - len(seen)
            text = ngettext(
                "%(account)s: one more measured publication before an hour can be advised.",
                "%(account)s: %(more)d more measured publications before an hour can be advised.",
                more,
            )
            found.append(Sentence(TIP, text % {"account": names[pk], "more": more}, pk))
            continue
        if said := _best_hours(seen):
            text = _(
                "%(account)s: between %(from)dh and %(to)dh a publication brings %(here)g reactions, against %(all)g usually (%(n)d publications of %(total)d: an indication, not a proof)."
            )
            found.append(Sentence(TIP, text % {"account": names[pk], **said}, pk))
    return found


def _best_hours(seen: list[tuple[datetime, int]]) -> dict[str, Any] | None:
    """The three hours that bring most, if they bring more than usual; None where too little is known to compare."""
    slots: dict[int, list[int]] = defaultdict(list)
    for moment, reactions in seen:
        slots[moment.hour // 3 * 3].append(reactions)
    known = {hour: values for hour, values in slots.items() if len(values) >= SOME}
    if len(seen) < ENOUGH or len(known) < 2:
        return None
    best = max(known, key=lambda hour: measuring.middle(known[hour]))
    here, usual = measuring.middle(known[best]), measuring.middle([reactions for _moment, reactions in seen])
    if here <= usual:
        return None
    return {"from": best, "to": best + 3, "here": here, "all": usual, "n": len(known[best]), "total": len(seen)}


def _channels(rows: list[Any], names: dict[int, str], audiences_of: dict[Subject, list[str]]) -> list[Sentence]:
    groups: dict[str, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
    hours: dict[tuple[str, int], list[tuple[datetime, int]]] = defaultdict(list)
    for pk, moment, reactions, subject in rows:
        for audience in audiences_of.get(subject, []):
            groups[audience][pk].append(reactions)
            hours[audience, pk].append((timezone.localtime(moment), reactions))
    found = []
    for audience, accounts in sorted(groups.items()):
        known = {pk: values for pk, values in accounts.items() if len(values) >= SOME}
        if len(known) < 2:
            continue
        best = max(known, key=lambda pk: measuring.middle(known[pk]))
        said = {
            "audience": audience,
            "account": names[best],
            "here": measuring.middle(known[best]),
            "n": len(known[best]),
            "others": ", ".join(names[pk] for pk in known if pk != best),
        }
        found.append(
            Sentence(
                TIP,
                _(
                    "%(audience)s: %(account)s answers best, %(here)g reactions a publication (%(n)d publications; compared with %(others)s)."
                )
                % said,
                best,
            )
        )
        if slot := _best_hours(hours[audience, best]):
            text = _(
                "%(audience)s, on %(account)s: between %(from)dh and %(to)dh a publication brings %(here)g reactions, against %(all)g usually (%(n)d publications of %(total)d: an indication, not a proof)."
            )
            found.append(Sentence(TIP, text % {"audience": audience, "account": names[best], **slot}, best))
    return found
