"""The page of a parent: what it is about, yes or no; later the same link takes it back."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from beffroi.ground.verification.actions import parents
from beffroi.ground.verification.models import Agreement
from beffroi.kernel import clock
from beffroi.kernel.access import by_link


@by_link
@never_cache
def parent(request: HttpRequest, link: str) -> HttpResponse:
    """Opening the link changes nothing, because mail scanners open it too: a button does."""
    at = clock.now()
    row = parents.find(link=link, at=at)
    if row is None:
        return render(request, "verification/parent_gone.html", status=410)
    if request.method == "POST" and request.POST.get("word") in ("yes", "no"):
        row = parents.answer(agreement=row, agrees=request.POST["word"] == "yes", at=at)
    context = {
        "row": row,
        "name": row.account.voice.display_name,
        "is_given": row.state == Agreement.GIVEN,
        "is_asked": row.state == Agreement.ASKED,
    }
    return render(request, "verification/parent.html", context)
