"""The public rules, at the desk: each change is a new version."""

from django.contrib import messages as toasts
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from beffroi.commons.moderation import actions, queries
from beffroi.commons.moderation.forms import RuleForm
from beffroi.commons.moderation.models import Rule
from beffroi.commons.moderation.rules import RULES
from beffroi.ground.people.access import team
from beffroi.ground.people.requests import PersonRequest
from beffroi.kernel import clock
from beffroi.kernel.rules import Refused


@team(RULES)
def index(request: PersonRequest) -> HttpResponse:
    return render(request, "moderation/desk_rules.html", {"rules": queries.rules_in_force()})


@team(RULES)
def add(request: PersonRequest) -> HttpResponse:
    form = RuleForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.add_rule(titles=form.titles, texts=form.texts, by=request.user, at=clock.now())
        toasts.success(request, _("The rule is public."))
        return redirect("moderation_desk:rules")
    return render(request, "moderation/desk_rule.html", {"form": form, "rule": None})


@team(RULES)
def change(request: PersonRequest, pk: int) -> HttpResponse:
    rule = get_object_or_404(Rule, pk=pk)
    form = RuleForm(request.POST or None, rule=rule)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_rule(rule=rule, titles=form.titles, texts=form.texts, by=request.user, at=clock.now())
        except Refused as error:
            form.add_error(None, str(error))
        else:
            toasts.success(request, _("The new version is public; the old one stays readable."))
            return redirect("moderation_desk:rules")
    return render(request, "moderation/desk_rule.html", {"form": form, "rule": rule})


@team(RULES)
def withdraw(request: PersonRequest, pk: int) -> HttpResponse:
    rule = get_object_or_404(Rule, pk=pk, until=None)
    if request.method == "POST":
        actions.withdraw_rule(rule=rule, by=request.user, at=clock.now())
        toasts.success(request, _("The rule no longer applies."))
        return redirect("moderation_desk:rules")
    return render(request, "moderation/desk_rule_withdraw.html", {"rule": rule})
