from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_safe

from beffroi.kernel import clock
from beffroi.kernel.access import public
from beffroi.outreach.links import actions
from beffroi.outreach.links.models import Link
from beffroi.outreach.links.queries import destination
from beffroi.outreach.links.rules import is_a_visit


@public
@require_safe
def follow(request: HttpRequest, slug: str) -> HttpResponse:
    """Lead on. Counted if it is a person's click; nothing is kept of who it was, in any case."""
    link = get_object_or_404(Link, slug=slug)
    if is_a_visit(request.method or "", request.headers):
        actions.count(link=link, day=timezone.localdate(clock.now()))
    # Not HttpResponseRedirect: the target may be any registered address, and its scheme was checked when it was kept.
    return HttpResponse(
        status=302, headers={"Location": destination(link), "Cache-Control": "no-store", "X-Robots-Tag": "noindex", "Vary": "User-Agent"}
    )
