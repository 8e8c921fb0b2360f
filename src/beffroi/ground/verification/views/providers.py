"""To an identity provider and back: what she writes there stays there."""

import logging
from dataclasses import asdict

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from beffroi.ground.people.gates import oneself
from beffroi.ground.verification import oidc
from beffroi.ground.verification.actions.provided import verify_by_provider
from beffroi.ground.verification.models import Provider
from beffroi.ground.verification.views import steps
from beffroi.kernel import clock, limits
from beffroi.kernel.rules import require, showing

TRIP, LEAVING = "verification.trip", "verification.leaving"
LONGEST = 30 * 60  # seconds at the provider

logger = logging.getLogger(__name__)


def site(request: HttpRequest) -> str:
    return settings.BASE_URL or f"{request.scheme}://{request.get_host()}"


def back_address(request: HttpRequest, provider: Provider) -> str:
    """Exactly what the town registered with the provider."""
    return site(request) + reverse("verification:provider_back", args=[provider.slug])


def left_address(request: HttpRequest, provider: Provider) -> str:
    return site(request) + reverse("verification:provider_left", args=[provider.slug])


@oneself
@require_safe
def go(request: HttpRequest, slug: str) -> HttpResponse:
    """A link and not a form: forms of this site lead to this site only."""
    provider, at = get_object_or_404(Provider, slug=slug, is_open=True), clock.now()
    require(limits.must_be_within("verification-provider", request.user.pk, most=20, per=steps.HOUR, at=at))
    trip = oidc.Trip.new(provider, at)
    try:
        address = oidc.address(provider, trip, back=back_address(request, provider))
    except oidc.CannotVerify as error:
        return _failed(request, provider, error)
    request.session[TRIP] = asdict(trip)
    return HttpResponseRedirect(address)


@oneself
@require_safe
def back(request: HttpRequest, slug: str) -> HttpResponse:
    """She comes back with a code, once; a second try with the same one finds nothing."""
    provider, at = get_object_or_404(Provider, slug=slug, is_open=True), clock.now()
    kept = request.session.pop(TRIP, None)
    trip = oidc.Trip(**kept) if kept else None
    state = request.GET.get("state", "")
    if trip is None or trip.provider != slug or not oidc.is_same(state, trip.state) or not 0 <= at.timestamp() - trip.started < LONGEST:
        messages.error(request, _("This way back is no longer valid. Begin again."))
        return redirect("verification:mine")
    if request.GET.get("error"):
        messages.info(request, _("You were not verified: you stopped on the way, or %(provider)s said no.") % {"provider": provider.name})
        return redirect("verification:mine")
    try:
        identity = oidc.identify(provider, trip, code=request.GET.get("code", "")[:2000], back=back_address(request, provider), at=at)
        leaving_state = oidc.Trip.new(provider, at).state
        leaving = oidc.leaving(provider, id_token=identity.id_token, state=leaving_state, back=left_address(request, provider))
    except oidc.CannotVerify as error:
        return _failed(request, provider, error)
    with showing(False):
        made = verify_by_provider(account=request.user, provider=provider, identity=identity, at=at)
        answer = steps.finish(request, made)
    if not leaving or answer.status_code != 302:
        return answer
    # She was signed in there for this only: she is signed out there too, and comes back to where she goes.
    request.session[LEAVING] = {"state": leaving_state, "next": answer["Location"]}
    return HttpResponseRedirect(leaving)


@oneself
@require_safe
def left(request: HttpRequest, slug: str) -> HttpResponse:
    """Signed out at the provider; on to where she was going."""
    kept = request.session.pop(LEAVING, None) or {}
    is_ours = oidc.is_same(request.GET.get("state", ""), str(kept.get("state", ""))) and kept.get("next", "").startswith("/")
    return HttpResponseRedirect(kept["next"] if is_ours else reverse("verification:mine"))


def _failed(request: HttpRequest, provider: Provider, error: oidc.CannotVerify) -> HttpResponse:
    logger.warning("identity provider %s: %s", provider.slug, error.why)
    messages.error(request, str(error))
    return redirect("verification:mine")
