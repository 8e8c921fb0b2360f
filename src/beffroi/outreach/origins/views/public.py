"""The page that a receipt leads to: what became of the message, and how to say no."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache

from beffroi.channels.base.types import channels
from beffroi.kernel import clock
from beffroi.kernel.access import by_link
from beffroi.kernel.limits import must_be_within
from beffroi.outreach.origins import actions
from beffroi.outreach.origins.models import Origin
from beffroi.outreach.origins.rules import must_be_hers


@never_cache
@by_link
def origin(request: HttpRequest, key: str) -> HttpResponse:
    row = get_object_or_404(Origin.objects.select_related("heard__account"), key=key)
    at = clock.now()
    refusal, only_there = None, must_be_hers(request.user, row)
    if request.method == "POST":
        refusal = only_there or must_be_within("origins-object", request.META["REMOTE_ADDR"], most=10, per=timedelta(hours=1), at=at)
        if refusal is None:
            actions.object_to(origin=row, way=Origin.LINK, at=at)
            return redirect("origins:origin", key=key)
    card = row.subject.card()
    channel = channels.get(row.heard.account.kind) if row.heard else None
    context = {
        "origin": row,
        "card": card if card and card.is_public else None,
        "heard": row.heard if row.heard and not row.heard.gone_at and not row.heard.is_private else None,
        "network": channel.label if channel else "",
        "refusal": refusal,
        "only_there": only_there,
        "language": get_language(),
    }
    answer = render(request, "origins/origin.html", context, status=403 if refusal and only_there else 429 if refusal else 200)
    answer["Referrer-Policy"] = "same-origin"
    answer["X-Robots-Tag"] = "noindex, nofollow"
    return answer
