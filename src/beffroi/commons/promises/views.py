from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.formats import date_format
from django.views.decorators.http import require_safe

from beffroi.commons.promises import keeping, queries
from beffroi.commons.promises.types import door_names
from beffroi.kernel import clock
from beffroi.kernel.access import public


@public
@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """What the town promises, and how it kept it."""
    shares, names = keeping.shares(), door_names()
    promises = [(one, names.get(one.policy.channel, "")) for one in queries.promises(at=clock.now(), public=True)]
    context = {
        "promises": promises,
        "months": keeping.months(),
        "labels": [date_format(month, "m/Y") for month, _share in shares],
        "series": [{"label": "", "values": [share for _month, share in shares]}],
        "fewest": keeping.FEWEST,
    }
    return render(request, "promises/page.html", context)
