"""Who does what, as it is here."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from beffroi.ground.people.access import team
from beffroi.kernel import clock
from beffroi.kernel.paging import page
from beffroi.outreach.pages import actions
from beffroi.outreach.pages.access import WRITE
from beffroi.outreach.pages.forms import CompetenceForm, InstitutionForm
from beffroi.outreach.pages.models import Competence, Institution
from beffroi.outreach.pages.ready_made import ready_made


@team(WRITE)
def index(request: HttpRequest) -> HttpResponse:
    rows = page(Competence.objects.select_related("institution"), order=("title", "pk"), after=request.GET.get("after", ""), size=60)
    present = set(Competence.objects.exclude(origin="").values_list("origin", flat=True))
    lacks = sum(1 for row in ready_made()[1] if row["origin"] not in present)
    return render(request, "pages/desk/who.html", {"page": rows, "institutions": list(Institution.objects.order_by("pk")), "lacks": lacks})


@require_POST
@team(WRITE)
def install(request: HttpRequest) -> HttpResponse:
    """The ready-made list, in French."""
    new = actions.install_list(person=request.user, at=clock.now())
    messages.success(
        request, _("%(n)d lines added. Name the institutions as they are called here, and correct what is different.") % {"n": new}
    )
    return redirect("pages_desk:who")


@team(WRITE)
def edit(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    row = get_object_or_404(Competence, pk=pk) if pk else None
    form = CompetenceForm(request.POST or None, instance=row)
    if request.method == "POST" and form.is_valid():
        stored = Competence.objects.get(pk=pk) if pk else None
        actions.keep_competence(competence=stored, person=request.user, values=form.cleaned_data, at=clock.now())
        messages.success(request, _("Kept: it is public now."))
        return redirect("pages_desk:who")
    return render(request, "pages/desk/competence.html", {"form": form, "row": row})


@require_POST
@team(WRITE)
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    actions.remove_competence(competence=get_object_or_404(Competence, pk=pk), person=request.user)
    messages.success(request, _("Taken off the list."))
    return redirect("pages_desk:who")


@team(WRITE)
def institution(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    row = get_object_or_404(Institution, pk=pk) if pk else None
    form = InstitutionForm(request.POST or None, instance=row)
    if request.method == "POST" and form.is_valid():
        stored = Institution.objects.get(pk=pk) if pk else None
        actions.keep_institution(institution=stored, person=request.user, values=form.cleaned_data, at=clock.now())
        messages.success(request, _("Kept: it is public now."))
        return redirect("pages_desk:who")
    return render(request, "pages/desk/institution.html", {"form": form, "row": row})
