"""What people are told about reports, and how it reaches an author who has no account."""

from typing import Any

from django.conf import settings
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from beffroi.commons.notifications.actions import tell
from beffroi.commons.notifications.types import NotificationKind, notification_kinds
from beffroi.ground.town.models import Town
from beffroi.kernel import clock, mail
from beffroi.participation.reports.actions.opening import stored_address
from beffroi.participation.reports.models import Report


def kind(name: str, label: Any, sentence: Any, group: str = "own") -> None:
    """A notification whose lazy sentence takes its places from the params."""

    def said(params: dict[str, Any], language: str) -> str:
        with override(language):
            return str(sentence) % params

    notification_kinds.register(NotificationKind(f"reports:{name}", label, said, group))


kind("updated", _("News of what I reported"), _("News of your report “%(title)s”: %(state)s."))
kind("updated-followed", _("News of a report that I follow or see too"), _("News of “%(title)s”: %(state)s."), "followed")
kind("questionnaire", _("Is what I reported repaired?"), _("Four weeks ago you reported “%(title)s”. Is it repaired?"))
kind("new", _("A report for my service"), _("For %(service)s: “%(title)s”."), "team")


def words(report: Report) -> dict[str, str]:
    title = f"{report.title}, {report.place}" if report.place else report.title
    return {"title": title, "url": stored_address(report)}


def tell_author(report: Report, kind: str, origin: str, **params: str) -> None:
    """By the site if she has a voice here, by mail if only an address came with the report."""
    if report.voice is not None and report.voice.account_id:
        tell(
            voices_or_accounts=[report.voice],
            kind=kind,
            subject=report.subject,
            params=words(report) | params,
            origin=origin,
            at=clock.now(),
        )
        return
    email = report.reporter.get("email", "")
    if not email:
        return
    with override(report.language if report.language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE):
        said = words(report) | params
        sentence = {
            "reports:questionnaire": gettext("Four weeks ago you reported “%(title)s”. Is it repaired?"),
            "reports:updated": gettext("News of your report “%(title)s”: %(state)s."),
        }[kind] % ({"state": ""} | said)
        lines = [sentence, said.get("excerpt", ""), f"{settings.BASE_URL}{said['url']}"]
        mail.send(
            to=email, subject=gettext("%(town)s: your report") % {"town": Town.current().name}, text="\n\n".join(filter(None, lines)), key=origin,
            language=report.language,
        )  # fmt: skip
