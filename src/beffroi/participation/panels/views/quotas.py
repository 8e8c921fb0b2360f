"""Questions and quotas: what the panel must mirror, and whether it can."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from beffroi.kernel.rules import Refused, require
from beffroi.participation.panels import actions, rules, wording
from beffroi.participation.panels.access import EDIT
from beffroi.participation.panels.desk_forms import FeatureForm, QuotasForm, lines_of, ready_questions
from beffroi.participation.panels.models import Feature, Panel
from beffroi.participation.panels.pool import features_of
from beffroi.participation.panels.views.desk import frame_of, panel_desk, place


@panel_desk(EDIT)
def show(request: HttpRequest, panel: Panel) -> HttpResponse:
    features = features_of(panel)
    form = QuotasForm(panel, features, request.POST or None)
    if request.method == "POST":
        require(rules.may_prepare(request.user, panel))
        if form.is_valid():
            actions.save_quotas(panel=panel, person=request.user, quotas=form.quotas)
            messages.success(request, _("The quotas are saved."))
            return redirect(place(panel, "quotas"))
    is_met, advice = wording.verdict(panel, features) if not panel.is_frozen and not form.errors else (None, [])
    lines = [_line(form, feature) for feature in features]
    context = {
        **frame_of(request, panel, "quotas"),
        "form": form,
        "lines": lines,
        "is_met": is_met,
        "advice": advice,
        "refusal": rules.may_prepare(request.user, panel),
        "may_ask": not rules.may_change_questions(request.user, panel),
        "ready": [{"key": key, "question": question} for key, (question, _lines) in ready_questions().items()],
    }
    return render(request, "panels/desk/quotas.html", context, status=422 if form.errors else 200)


def _line(form: QuotasForm, feature: Feature) -> dict[str, Any]:
    values = list(feature.values.all())
    rows = [{"value": v, "least": form[f"least-{v.pk}"], "most": form[f"most-{v.pk}"]} for v in values]
    shares = [value.share for value in values if value.share is not None]
    return {"feature": feature, "rows": rows, "total": sum(shares) if shares else None}


@panel_desk(EDIT)
@require_POST
def suggest(request: HttpRequest, panel: Panel) -> HttpResponse:
    actions.suggest_quotas(panel=panel, person=request.user)
    messages.success(request, _("The quotas follow the shares of the population, one place either way. Read them again."))
    return redirect(place(panel, "quotas"))


@panel_desk(EDIT)
def feature(request: HttpRequest, panel: Panel, pk: int | None = None) -> HttpResponse:
    row = get_object_or_404(Feature, panel=panel, pk=pk) if pk is not None else None
    refusal = rules.may_change_questions(request.user, panel)
    initial: dict[str, Any] = {}
    if row is not None:
        initial = {"question": row.question, "lines": lines_of(row)}
    elif (ready := ready_questions().get(request.GET.get("modele", ""))) is not None:
        initial = {"question": ready[0], "lines": ready[1]}
    form = FeatureForm(request.POST or None, initial=initial)
    if request.method == "POST" and not refusal and form.is_valid():
        words = {"question": form.cleaned_data["question"], "lines": form.cleaned_data["lines"]}
        try:
            if row is None:
                actions.add_feature(panel=panel, person=request.user, **words)
            else:
                actions.save_feature(feature=row, person=request.user, **words)
        except Refused as refused:
            form.add_error(None, str(refused.refusal))
        else:
            messages.success(request, _("Saved, with quotas that follow the shares. Adjust them here."))
            return redirect(place(panel, "quotas"))
    context = {**frame_of(request, panel, "quotas"), "form": form, "row": row, "refusal": refusal}
    return render(request, "panels/desk/feature.html", context, status=422 if form.errors else 200)


@panel_desk(EDIT)
@require_POST
def remove(request: HttpRequest, panel: Panel, pk: int) -> HttpResponse:
    actions.remove_feature(feature=get_object_or_404(Feature, panel=panel, pk=pk), person=request.user)
    messages.success(request, _("The question is removed."))
    return redirect(place(panel, "quotas"))
