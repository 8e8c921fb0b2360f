"""What happens after a report moved: it leaves for its service, and people are told."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from beffroi.commons.notifications.actions import tell, tell_followers
from beffroi.commons.supports import queries
from beffroi.ground.people.models import Account, Voice
from beffroi.ground.people.rights import TECHNICIAN
from beffroi.ground.town.models import Town
from beffroi.kernel import clock
from beffroi.kernel.facts import on
from beffroi.participation.reports import states
from beffroi.participation.reports.actions import update
from beffroi.participation.reports.actions.opening import index
from beffroi.participation.reports.facts import ReportRouted, ReportUpdated
from beffroi.participation.reports.jobs import send_code, send_report
from beffroi.participation.reports.models import Report, Sending, Service, Template, Update
from beffroi.participation.reports.notices import tell_author, words
from beffroi.participation.spaces.facts import ProcessPublished

BATCH = 500


def _report(pk: int) -> Report | None:
    return Report.objects.select_related("component__process", "category", "service", "voice__account").filter(pk=pk).first()


@on(ReportRouted)
def hand_it_over(fact: ReportRouted) -> None:
    """To a service outside by a job; those of the desk are told."""
    report, service = _report(fact.report_id), Service.objects.filter(pk=fact.service_id).first()
    if report is None or service is None:
        return
    for sending in Sending.objects.filter(report=report, service=service, state=Sending.WAITING):
        send_report.using(unique=f"report-sending-{sending.pk}").enqueue(sending_id=sending.pk)
    team: list[Account] = list(service.team.filter(is_active=True))
    if not team and service.door == Service.DESK:
        team = list(Account.objects.filter(is_active=True, grants__role=TECHNICIAN).distinct()[:50])
    said = words(report) | {"url": f"/bureau/signalements/{report.pk}/", "service": service.name, "excerpt": report.text[:200]}
    tell(
        voices_or_accounts=team, kind="reports:new", subject=report.subject, params=said, origin=f"report-{report.pk}-to-{service.pk}",
        at=clock.now(),
    )  # fmt: skip


@on(ReportUpdated)
def tell_the_news(fact: ReportUpdated) -> None:
    """Its author, who sees it too, and followers, each once: the origin is the same for all."""
    report = _report(fact.report_id)
    row = Update.objects.filter(pk=fact.update_id, is_private=False, hidden_at=None).first()
    if report is None or row is None or report.hidden_at or report.withdrawn_at:
        return
    at, origin, subject = clock.now(), f"report-update-{row.pk}", report.subject
    state = states.STATES[row.state].said(report.kind) if row.state else report.state_said
    params = words(report) | {"state": state, "excerpt": row.text[:200]}
    if row.voice_id is None or row.voice_id != report.voice_id:
        tell_author(report, "reports:updated", origin, state=state, excerpt=row.text[:200])
    for voices in _in_batches(queries.supporters(subject)):
        others = [voice for voice in voices if voice.pk not in (row.voice_id, report.voice_id)]
        tell(voices_or_accounts=others, kind="reports:updated-followed", subject=subject, params=params, origin=origin, at=at)
    tell_followers(subject=subject, kind="reports:updated-followed", params=params, origin=origin, at=at, except_voice=row.voice)
    if row.is_official and row.state in states.DONE_STATES and report.origin_channel == "sms" and report.reporter.get("phone"):
        with override(report.language):
            text = _("%(town)s: “%(title)s” is repaired. Thank you.") % {"town": Town.current().name, "title": report.title}
        send_code.enqueue(to=report.reporter["phone"], text=text, key=origin)


def _in_batches(ids: Any) -> Any:
    batch: list[int] = []
    for voice_id in ids:
        batch.append(voice_id)
        if len(batch) == BATCH:
            yield list(Voice.objects.filter(pk__in=batch))
            batch = []
    if batch:
        yield list(Voice.objects.filter(pk__in=batch))


@on(ReportUpdated)
def say_the_template(fact: ReportUpdated) -> None:
    """A state without a word of the team is explained by the ready answer that says itself, if there is one."""
    row = Update.objects.filter(pk=fact.update_id, is_official=True, text="").exclude(state="").first()
    report = _report(fact.report_id) if row else None
    if row is None or report is None:
        return
    fit = Template.objects.filter(is_automatic=True, state=row.state)
    template = fit.filter(category=report.category).first() or fit.filter(category=None).first()
    if template is not None:
        update(report=report, text=filled(template, report), is_official=True, by=row.by, origin=f"template:{row.pk}", at=row.at)


def filled(template: Template, report: Report) -> str:
    """The ready answer with its places filled in."""
    known = {"{category}": report.category.name, "{place}": report.place, "{number}": report.public_id}
    text = template.text
    for name, value in known.items():
        text = text.replace(name, value)
    return text


@on(ProcessPublished)
def find_its_reports(fact: ProcessPublished) -> None:
    """What was a draft can be found now."""
    for report in Report.objects.filter(component__process_id=fact.process_id).select_related("component__process", "category"):
        index(report)
