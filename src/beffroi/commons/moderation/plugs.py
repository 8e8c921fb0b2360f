"""Addresses, news, personal data, what waits on the desk."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Value
from django.urls import reverse, reverse_lazy
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from beffroi.commons.moderation.actions import forget
from beffroi.commons.moderation.models import Appeal, Case, Decision, Flag
from beffroi.commons.moderation.retention import forget_old
from beffroi.commons.moderation.rules import APPEALS, DECIDE, RULES
from beffroi.commons.notifications.types import NotificationKind, notification_kinds
from beffroi.commons.privacy.types import PersonalData, personal_data
from beffroi.ground.people.models import Account
from beffroi.ground.town.types import LegalPage, legal_pages
from beffroi.kernel.routes import mount
from beffroi.kernel.sitemaps import SitemapSection, sitemap_sections
from beffroi.ui import nav
from beffroi.ui.desk import DeskTask, desk_tasks

LATE = timedelta(hours=24)
LATE_APPEAL = timedelta(days=7)

mount("moderation/", "beffroi.commons.moderation.urls")
mount("bureau/moderation/", "beffroi.commons.moderation.desk_urls")


def _sentence(text: Any):
    def say(params: dict[str, Any], language: str) -> str:
        titles = params.get("titles") or {}
        until = parse_datetime(params["until"]) if params.get("until") else None
        said = {
            **params,
            "rule_title": titles.get(language[:2]) or titles.get("fr", ""),
            "until": date_format(localtime(until), "DATE_FORMAT") if until else "",
        }
        return str(text) % said

    return say


for kind, label, group, text in (
    ("warn", _("A warning about what I wrote"), "account", _("You received a warning: rule %(rule)s, %(rule_title)s.")),
    ("hide", _("What I wrote was hidden"), "account", _("What you wrote was hidden: rule %(rule)s, %(rule_title)s.")),
    ("restore", _("What I wrote is shown again"), "account", _("What you wrote is shown again.")),
    ("pause", _("A pause from writing"), "account", _("You cannot write until %(until)s: rule %(rule)s, %(rule_title)s.")),
    ("ban", _("A ban from writing"), "account", _("You can no longer write here: rule %(rule)s, %(rule_title)s.")),
    ("lift", _("A sanction is lifted"), "account", _("A sanction against you is lifted.")),
    ("appeal_granted", _("My appeal was granted"), "account", _("Your appeal was granted: the decision is undone.")),
    ("appeal_refused", _("My appeal was refused"), "account", _("Your appeal was answered: the decision stands.")),
    ("reported", _("What became of my report"), "own", _("A moderator looked at “%(title)s”, which you had reported.")),
    ("flagged", _("Something was reported"), "team", _("Something was reported: “%(title)s”.")),
    ("appeal", _("An appeal to answer"), "team", _("Somebody appeals against a decision of the moderators.")),
):
    notification_kinds.register(NotificationKind(f"moderation:{kind}", label, _sentence(text), group=group))


def export(account: Account) -> Iterable[dict[str, Any]]:
    """Reports made, decisions received and appeals."""
    for flag in Flag.objects.filter(voice__account=account).select_related("case").order_by("pk"):
        yield {
            "what": "report",
            "of": flag.case.title,
            "reason": str(flag.get_reason_display()),
            "text": flag.text,
            "at": flag.created_at.isoformat(),
        }
    for one in Decision.objects.filter(voice__account=account).select_related("rule", "appeal").order_by("pk"):
        appeal = getattr(one, "appeal", None)
        yield {
            "what": "decision",
            "act": str(one.get_act_display()),
            "rule": f"{one.rule.number}. {one.rule.title}" if one.rule else "",
            "reason": one.reason,
            "facts": one.facts,
            "at": one.made_at.isoformat(),
            "appeal": appeal.text if appeal else "",
            "answer": appeal.answer if appeal else "",
        }


personal_data.register(
    PersonalData(
        kind="moderation",
        label=_("Reports and moderation"),
        purpose=_("Keeping discussion within the law and the public rules, with reasons and a right of appeal."),
        retention=_("Reports and words of appeals: one year after the decision. Decisions stay in the register without a name."),
        export=export,
        erase=lambda account, at: forget(account=account, at=at),
        forget=forget_old,
        fields=(
            "moderation.Flag.voice",
            "moderation.Flag.name",
            "moderation.Flag.email",
            "moderation.Case.voice",
            "moderation.Case.assigned_to",
            "moderation.Decision.voice",
            "moderation.Decision.by",
            "moderation.Appeal.decided_by",
            "moderation.Sanction.voice",
        ),
        data=_("Reports, addresses of those who report without an account, decisions, appeals"),
        recipients=_("Moderators of the town"),
    )
)


def _waiting(person: Any, at: datetime) -> int:
    return Case.objects.filter(closed_at=None).count()


def _waiting_late(person: Any, at: datetime) -> int:
    return Case.objects.filter(closed_at=None, opened_at__lt=at - LATE).count()


def _appeals(person: Any, at: datetime) -> int:
    return Appeal.objects.filter(decided_at=None).exclude(decision__by=person.pk).count()


def _appeals_late(person: Any, at: datetime) -> int:
    return Appeal.objects.filter(decided_at=None, created_at__lt=at - LATE_APPEAL).exclude(decision__by=person.pk).count()


def _open(person: Any) -> dict[str, int]:
    """Both counts of the menu by one query, asked once for each request."""
    kept = getattr(person, "_open_in_moderation", None)
    if kept is None:
        cases = Case.objects.filter(closed_at=None).annotate(what=Value("cases"))
        appeals = Appeal.objects.filter(decided_at=None).exclude(decision__by=person.pk).annotate(what=Value("appeals"))
        counts = [rows.order_by().values("what").annotate(n=Count("pk")).values_list("what", "n") for rows in (cases, appeals)]
        kept = person._open_in_moderation = dict(counts[0].union(counts[1], all=True))
    return kept


def _open_cases(person: Any) -> int:
    return _open(person).get("cases", 0)


def _open_appeals(person: Any) -> int:
    return _open(person).get("appeals", 0)


desk_tasks.register(
    DeskTask(
        "moderation:cases",
        _("Reported content to look at"),
        DECIDE,
        _waiting,
        reverse_lazy("moderation_desk:queue"),
        _waiting_late,
        order=10,
    )
)
desk_tasks.register(
    DeskTask(
        "moderation:appeals", _("Appeals to answer"), APPEALS, _appeals, reverse_lazy("moderation_desk:appeals"), _appeals_late, order=11
    )
)
nav.desk.register(
    nav.Entry(
        "moderation",
        _("Reported content"),
        "moderation_desk:queue",
        order=20,
        icon="flag",
        right=DECIDE,
        group=_("Moderation"),
        count=_open_cases,
    )
)
nav.desk.register(
    nav.Entry(
        "moderation-appeals",
        _("Appeals"),
        "moderation_desk:appeals",
        order=21,
        icon="scales",
        right=APPEALS,
        group=_("Moderation"),
        count=_open_appeals,
    )
)
nav.desk.register(
    nav.Entry(
        "moderation-decisions", _("Decisions"), "moderation_desk:decisions", order=22, icon="stamp", right=DECIDE, group=_("Moderation")
    )
)
nav.desk.register(
    nav.Entry("moderation-rules", _("Public rules"), "moderation_desk:rules", order=23, icon="book", right=RULES, group=_("Moderation"))
)
legal_pages.register(LegalPage("moderation", _("Moderation"), lambda: reverse("moderation:index"), order=40))
sitemap_sections.register(
    SitemapSection("moderation", lambda: [(reverse(f"moderation:{name}"), None) for name in ("index", "rules", "register")])
)
