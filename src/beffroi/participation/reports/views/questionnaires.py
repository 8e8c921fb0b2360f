"""Four weeks later: is it repaired? By the link of the message, once."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from beffroi.kernel import clock
from beffroi.kernel.access import by_link
from beffroi.kernel.rules import Refused
from beffroi.participation.reports import actions
from beffroi.participation.reports.actions import questionnaires
from beffroi.participation.reports.forms import QuestionnaireForm
from beffroi.participation.reports.models import Questionnaire


@by_link
@never_cache
def answer(request: HttpRequest, key: str) -> HttpResponse:
    """Yes ends it, no opens it again, and both are counted."""
    row = Questionnaire.objects.select_related("report__category", "report__component__process").filter(key=key).first()
    if row is None or row.report.hidden_at or row.report.withdrawn_at:
        return render(request, "reports/questionnaire_gone.html", status=410)
    url = actions.address(row.report)
    if row.answered_at:
        return render(request, "reports/questionnaire_done.html", {"report": row.report, "url": url})
    form = QuestionnaireForm(request.POST or None, answers=Questionnaire.ANSWERS, must_explain=not row.report.is_open)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            questionnaires.answer(
                questionnaire=row, repaired=said["repaired"], text=said["text"],
                first_time={"yes": True, "no": False}.get(said["first_time"]), again=said["again"], at=clock.now(),
            )  # fmt: skip
        except Refused as refused:
            form.add_error(None, str(refused.refusal))
        else:
            row.refresh_from_db()
            return render(request, "reports/questionnaire_done.html", {"report": row.report, "url": url})
    return render(
        request, "reports/questionnaire.html", {"report": row.report, "form": form, "url": url}, status=422 if form.errors else 200
    )
