"""Four weeks after a report: is it repaired? No opens it again."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from beffroi.kernel.rules import Refusal, require
from beffroi.participation.reports import states
from beffroi.participation.reports.actions.opening import ASK_AFTER
from beffroi.participation.reports.actions.telling import update
from beffroi.participation.reports.models import Questionnaire, Report


@transaction.atomic
def ask(*, report: Report, at: datetime) -> Questionnaire | None:
    """A questionnaire for this report, once for each time that it is due."""
    if not Report.objects.filter(pk=report.pk, ask_at__lte=at).update(ask_at=None):
        return None
    return Questionnaire.objects.create(report=report, sent_at=at)


@transaction.atomic
def answer(
    *, questionnaire: Questionnaire, repaired: str, text: str = "", first_time: bool | None, again: bool, at: datetime
) -> Questionnaire:
    """What its author saw. Yes ends an open report; no opens an ended one again, and says why."""
    row = Questionnaire.objects.select_for_update(of=("self",)).select_related("report").get(pk=questionnaire.pk)
    report = Report.objects.select_related("component__process", "category").get(pk=row.report_id)
    require(
        Refusal("answered", _("You have answered. Thank you.")) if row.answered_at else None,
        Refusal("why", _("Say what is not right: the report is then open again."))
        if repaired == Questionnaire.NO and not report.is_open and not text.strip()
        else None,
    )
    row.state_before, row.repaired, row.first_time, row.answered_at = report.state, repaired, first_time, at
    state = ""
    if repaired == Questionnaire.YES and report.is_open:
        state = states.FIXED_BY_USER
    elif repaired == Questionnaire.NO and not report.is_open and report.state not in (states.DUPLICATE, states.CANCELLED):
        state = states.RECEIVED
    if state or text.strip():
        update(
            report=report, text=text, state=state, voice=report.voice, shows_name=report.shows_name, origin=f"questionnaire:{row.pk}", at=at
        )
        report.refresh_from_db()
    row.state_after = report.state
    row.save()
    if again and report.is_open:
        Report.objects.filter(pk=report.pk).update(ask_at=at + ASK_AFTER)
    elif report.is_open:
        Report.objects.filter(pk=report.pk).update(ask_at=None)
    return row
