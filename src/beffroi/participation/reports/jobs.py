"""What is done later: handing reports over, asking after four weeks, telling alerts, codes by text message."""

from datetime import timedelta

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from beffroi.ground.town.models import Town
from beffroi.ground.verification.types import code_senders
from beffroi.kernel import clock, mail
from beffroi.kernel.http import OutgoingFailed, OutgoingRefused
from beffroi.kernel.jobs import GiveUp, Later, task
from beffroi.participation.reports import reading
from beffroi.participation.reports.actions import questionnaires, sendings
from beffroi.participation.reports.actions.alerts import note_told
from beffroi.participation.reports.actions.opening import stored_address
from beffroi.participation.reports.models import Alert, Questionnaire, Report, Sending, Service
from beffroi.participation.reports.notices import tell_author
from beffroi.participation.reports.types import CannotForward, Sent, forwarders

MOST = 200
DAY = timedelta(days=1)
FRESH = timedelta(days=30)  # an alert never tells what is older


@task(retries=3)
def send_report(sending_id: int) -> None:
    """One report to one service: by mail here, by its forwarder otherwise."""
    at = clock.now()
    row = Sending.objects.select_related("report__category", "report__district", "service").filter(pk=sending_id).first()
    if row is None or row.state != Sending.WAITING or row.report.withdrawn_at or row.report.hidden_at:
        return
    try:
        done = _by_mail(row) if row.door == Service.EMAIL else _by_forwarder(row, at)
    except (CannotForward, OutgoingFailed, OutgoingRefused) as error:
        for_good = isinstance(error, OutgoingRefused) or getattr(error, "for_good", False)
        wait = sendings.not_sent(sending=row, why=str(error), for_good=for_good, at=at)
        if wait is None:
            raise GiveUp(str(error)) from error
        raise Later(wait, str(error)) from error
    sendings.sent(sending=row, remote_id=done.remote_id, token=done.token, at=at)


def _by_forwarder(row: Sending, at: object) -> Sent:
    forwarder = forwarders.get(row.door)
    if forwarder is None:
        raise CannotForward(_("This way of forwarding is not installed."), for_good=True)
    return forwarder.send(row.service, row.report, row, clock.now())


def _by_mail(row: Sending) -> Sent:
    report, service = row.report, row.service
    if not service.email:
        raise CannotForward(_("This service has no e-mail address."), for_good=True)
    with override(settings.LANGUAGE_CODE):
        lines = [
            _("Report no. %(n)s: %(category)s") % {"n": report.public_id, "category": report.category.name},
            _("Place: %(place)s (%(lat).5f, %(lon).5f)") % {"place": report.place, "lat": report.latitude, "lon": report.longitude},
            report.text,
            *(f"{question} {answer}" for question, answer in reading.answers_said(report, with_private=True)),
            f"{settings.BASE_URL}{reverse('reports_team:report', args=[report.pk])}",
        ]
        subject = _("Report no. %(n)s: %(title)s, %(place)s") % {"n": report.public_id, "title": report.title, "place": report.place}
    mail.send(
        to=service.email, subject=subject, text="\n\n".join(filter(None, lines)), key=f"report-{report.pk}-to-{service.pk}-{row.pk}",
        language=settings.LANGUAGE_CODE,
    )  # fmt: skip
    return Sent()


@task(retries=2)
def send_code(to: str, text: str, key: str) -> None:
    """A few words to a telephone; never again by itself once they may be out."""
    sender = next((one for one in code_senders if one.is_open()), None)
    if sender is None:
        raise GiveUp("no sender of text messages is set up")
    sender.send(to=to, text=text, key=key, at=clock.now())


@task(every=timedelta(hours=1))
def ask_authors() -> None:
    """Four weeks later: is it repaired?"""
    at = clock.now()
    due = Report.objects.there().filter(ask_at__lte=at).select_related("voice__account", "category", "component__process")
    for report in due.order_by("ask_at", "pk")[:MOST]:
        row = questionnaires.ask(report=report, at=at)
        if row is not None:
            _send_questionnaire(report, row)


def _send_questionnaire(report: Report, row: Questionnaire) -> None:
    with override(report.language if report.language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE):
        url = reverse("reports_town:questionnaire", args=[row.key])
    tell_author(report, "reports:questionnaire", f"report-questionnaire-{row.pk}", url=url)


@task(every=timedelta(hours=1))
def tell_alerts() -> None:
    """What is new around a place: one mail a day at most."""
    at = clock.now()
    due = Alert.objects.exclude(confirmed_at=None).filter(told_at__lte=at - DAY)
    for alert in due.order_by("told_at", "pk")[:MOST]:
        rows = Report.objects.listed().filter(opened_at__gt=max(alert.told_at or at, at - FRESH), opened_at__lte=at)
        if wanted := list(alert.categories.values_list("pk", flat=True)):
            rows = rows.filter(category_id__in=wanted)
        found = reading.within(rows.select_related("category"), alert.longitude, alert.latitude, alert.metres, most=20)
        if found:
            _mail_alert(alert, found)
        note_told(alert=alert, until=at)


def _mail_alert(alert: Alert, found: list) -> None:
    with override(alert.language if alert.language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE):
        end = f"{settings.BASE_URL}{reverse('reports_town:end_alert', args=[alert.key])}"
        lines = [
            _("%(title)s, %(place)s (%(metres)d metres away)") % {"title": row.title, "place": row.place or "–", "metres": far}
            + f"\n{settings.BASE_URL}{stored_address(row)}"
            for row, far in found
        ]
        words = [_("Reported near you, around %(place)s:") % {"place": alert.place}, *lines, _("End these e-mails: %(url)s") % {"url": end}]
        mail.send(
            to=alert.email, subject=_("%(town)s: reported near you") % {"town": Town.current().name}, text="\n\n".join(words),
            key=f"report-alert-{alert.pk}-{max(row.pk for row, _far in found)}", unsubscribe=end, language=alert.language,
        )  # fmt: skip
