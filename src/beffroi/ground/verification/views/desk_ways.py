"""The administrator's pages: which ways are offered, and the identity providers."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from beffroi.ground.people.access import team
from beffroi.ground.verification import oidc, rules
from beffroi.ground.verification.actions.ways import remove_provider, save_provider, set_way
from beffroi.ground.verification.desk_forms import ProviderForm, WayForm
from beffroi.ground.verification.models import Provider
from beffroi.ground.verification.types import methods, settings_of
from beffroi.ground.verification.views.providers import back_address, left_address
from beffroi.kernel import clock


@team(rules.SETTINGS)
def way(request: HttpRequest, kind: str) -> HttpResponse:
    """Offered or not, and for how long it holds."""
    method = methods.get(kind)
    if method is None:
        raise Http404
    row = settings_of(kind)
    form = WayForm(request.POST or None, initial={"is_open": row.is_open, "months": row.months})
    if request.method == "POST" and form.is_valid():
        set_way(person=request.user, kind=kind, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("verification_desk:index")
    context = {"form": form, "method": method, "is_ready": method.is_ready()}
    return render(request, "verification/desk/way.html", context, status=422 if form.errors else 200)


@team(rules.SETTINGS)
def provider(request: HttpRequest, slug: str = "") -> HttpResponse:
    """FranceConnect, ProConnect, or another: with the addresses to register there."""
    row, at = get_object_or_404(Provider, slug=slug) if slug else None, clock.now()
    if row and request.method == "POST" and request.POST.get("deed") == "remove":
        remove_provider(person=request.user, provider=row, at=at)
        messages.success(request, _("This provider is no longer asked."))
        return redirect("verification_desk:index")
    if row and request.method == "POST" and request.POST.get("deed") == "try":
        _try(request, row)
        return redirect("verification_desk:provider", slug=row.slug)
    form = ProviderForm(request.POST or None, provider=row)
    if request.method == "POST" and form.is_valid():
        try:
            saved = save_provider(person=request.user, provider=row, fields=form.fields_of(), secret=form.cleaned_data["secret"], at=at)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Saved."))
            return redirect("verification_desk:provider", slug=saved.slug)
    context: dict[str, Any] = {"form": form, "row": row}
    if row:
        context |= {"back": back_address(request, row), "left": left_address(request, row)}
    return render(request, "verification/desk/provider.html", context, status=422 if form.errors else 200)


def _try(request: HttpRequest, row: Provider) -> None:
    """Ask the provider what it publishes: the issuer is right, or it is not."""
    try:
        found = oidc.discover(row)
    except oidc.CannotVerify as error:
        messages.error(request, _("The provider did not answer as it should (%(why)s). Check the issuer.") % {"why": error.why})
    else:
        way = "PKCE" if oidc.uses_pkce(found) else _("without PKCE")
        messages.success(request, _("The provider answers: %(way)s.") % {"way": way})
