"""What can be reported, who repairs it where, the ready answers, and what could not be sent."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from beffroi.ground.people.access import team
from beffroi.kernel import clock
from beffroi.participation.reports.actions import sendings, ways
from beffroi.participation.reports.desk_forms import CategoryForm, RouteForm, ServiceForm, TemplateForm
from beffroi.participation.reports.models import Category, Route, Sending, Service, Template
from beffroi.participation.reports.rules import HANDLE, WAYS
from beffroi.participation.reports.types import forwarders
from beffroi.participation.reports.usual import USUAL


@team(WAYS)
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    return _index(request)


def _index(request: HttpRequest, *, status: int = 200, **more: Any) -> HttpResponse:
    context = {
        "categories": Category.objects.select_related("service"),
        "services": Service.objects.prefetch_related("team__voice"),
        "routes": Route.objects.select_related("category", "district", "service").order_by("category__name", "district__name", "pk"),
        "templates": Template.objects.select_related("category"),
        "doors": {"desk": _("on this desk"), "email": _("by e-mail"), **{one.kind: one.label for one in forwarders}},
        "route_form": RouteForm(),
        **more,
    }
    return render(request, "reports/desk/ways.html", context, status=status)


@team(WAYS)
@require_POST
def usual(request: HttpRequest) -> HttpResponse:
    made = ways.take_usual(usual=USUAL, person=request.user, at=clock.now())
    messages.success(request, _("%(n)d usual categories were added: change them as you like.") % {"n": made})
    return redirect("reports_team:ways")


@team(WAYS)
def category(request: HttpRequest, pk: int = 0) -> HttpResponse:
    row = get_object_or_404(Category, pk=pk) if pk else None
    form = CategoryForm(request.POST or None, instance=row)
    if request.method == "POST" and form.is_valid():
        row = Category.objects.get(pk=pk) if pk else None
        ways.save_category(category=row, fields=form.values, questions=form.lines, person=request.user, at=clock.now())
        messages.success(request, _("Saved."))
        return redirect("reports_team:ways")
    context = {"form": form, "row": row, "kind": "category", "title": row.name if row else _("New category")}
    return render(request, "reports/desk/edit.html", context, status=422 if form.errors else 200)


@team(WAYS)
def service(request: HttpRequest, pk: int = 0) -> HttpResponse:
    """A service; a second form asks what its way of forwarding must know."""
    row = get_object_or_404(Service, pk=pk) if pk else None
    form = ServiceForm(request.POST or None, instance=row)
    door = request.POST.get("door") or (row.door if row else "")
    forwarder = forwarders.get(door)
    more = None
    if forwarder is not None and forwarder.form is not None:
        known = {name: value for name, value in (row.settings if row else {}).items() if name not in forwarder.secret_fields}
        asked = request.method == "POST" and "forwarding" in request.POST
        more = forwarder.form(request.POST if asked else None, prefix="forward", initial=known)
        if row is not None:
            for name in forwarder.secret_fields:
                if row.secrets.get(name) and name in more.fields:
                    more.fields[name].required = False
                    more.fields[name].help_text = _("A value is kept. Write here only to replace it.")
    is_right = form.is_valid() and (more is None or (more.is_bound and more.is_valid()))
    if request.method == "POST" and is_right:
        said = form.cleaned_data
        fields: dict[str, Any] = {"name": said["name"], "door": said["door"], "email": said["email"]}
        if more is not None and forwarder is not None:
            kept = dict(row.secrets) if row else {}
            fields["settings"] = {name: value for name, value in more.cleaned_data.items() if name not in forwarder.secret_fields}
            fields["secrets"] = kept | {name: more.cleaned_data[name] for name in forwarder.secret_fields if more.cleaned_data.get(name)}
        row = Service.objects.get(pk=pk) if pk else None
        ways.save_service(service=row, fields=fields, team=list(said["team"]), person=request.user, at=clock.now())
        messages.success(request, _("Saved."))
        return redirect("reports_team:ways")
    context = {"form": form, "more": more, "row": row, "kind": "service", "title": row.name if row else _("New service")}
    failed = bool(form.errors) or bool(more is not None and more.errors)
    return render(request, "reports/desk/edit.html", context, status=422 if failed else 200)


@team(WAYS)
def template(request: HttpRequest, pk: int = 0) -> HttpResponse:
    row = get_object_or_404(Template, pk=pk) if pk else None
    if request.method == "POST" and "delete" in request.POST and row is not None:
        ways.remove_template(template=row, person=request.user, at=clock.now())
        return redirect("reports_team:ways")
    form = TemplateForm(request.POST or None, instance=row)
    if request.method == "POST" and form.is_valid():
        row = Template.objects.get(pk=pk) if pk else None
        ways.save_template(template=row, fields=form.cleaned_data, person=request.user, at=clock.now())
        messages.success(request, _("Saved."))
        return redirect("reports_team:ways")
    context = {"form": form, "row": row, "kind": "template", "title": row.title if row else _("New ready answer")}
    return render(request, "reports/desk/edit.html", context, status=422 if form.errors else 200)


@team(WAYS)
@require_POST
def close(request: HttpRequest, sort: str, pk: int) -> HttpResponse:
    """Nothing new for it, or again."""
    row: Any = get_object_or_404(Service if sort == "service" else Category, pk=pk)
    ways.set_closed(row=row, closed=row.closed_at is None, person=request.user, at=clock.now())
    return redirect("reports_team:ways")


@team(WAYS)
@require_POST
def route(request: HttpRequest) -> HttpResponse:
    form = RouteForm(request.POST)
    if not form.is_valid():
        return _index(request, status=422, route_form=form)
    ways.set_route(person=request.user, at=clock.now(), **form.cleaned_data)
    messages.success(request, _("Saved."))
    return redirect("reports_team:ways")


@team(WAYS)
@require_POST
def remove_route(request: HttpRequest, pk: int) -> HttpResponse:
    ways.remove_route(route=get_object_or_404(Route, pk=pk), person=request.user, at=clock.now())
    return redirect("reports_team:ways")


@team(HANDLE)
@require_safe
def stuck(request: HttpRequest) -> HttpResponse:
    """What could not be handed over, and why."""
    rows = Sending.objects.exclude(state__in=[Sending.SENT, Sending.ACKNOWLEDGED]).select_related("report", "service")
    return render(request, "reports/desk/sendings.html", {"rows": rows.order_by("-tried_at", "-pk")[:200]})


@team(HANDLE)
@require_POST
def retry(request: HttpRequest, pk: int) -> HttpResponse:
    sendings.retry(sending=get_object_or_404(Sending, pk=pk), person=request.user, at=clock.now())
    messages.success(request, _("It is tried again."))
    return redirect("reports_team:sendings")
