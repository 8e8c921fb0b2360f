"""What was written waits while its author shows who she is.

While a page is shown, no step stands in the way. When a form is sent and a rule asked for a step, the answer is not the refusal:
the fields are kept, and she goes where the step is done. Afterwards the form is offered again as it was.
"""

from collections.abc import Callable
from datetime import timedelta

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import get_language

from beffroi.ground.people import tries
from beffroi.ground.people.actions.waiting import keep_act
from beffroi.ground.people.doors import visitor_key
from beffroi.ground.verification.asking import HELD, asked_of, listening, with_act
from beffroi.kernel import clock
from beffroi.kernel.rules import showing

MOST_FIELDS, MOST_LETTERS = 400, 100_000
NOT_KEPT = {"csrfmiddlewaretoken", "password"}


class StepMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method in ("GET", "HEAD", "OPTIONS"):
            with showing():
                return self.get_response(request)
        with listening() as heard:
            response = self.get_response(request)
        way_out = asked_of(heard)
        if not way_out or not _is_refused(request, response):
            return response
        return _hold(request, way_out)


def _is_refused(request: HttpRequest, response: HttpResponse) -> bool:
    """The form came back although nothing was wrong in it; for a part of a page, only a plain refusal."""
    if request.headers.get("HX-Request") or request.headers.get("Accept", "").startswith("application/json"):
        return response.status_code == 403
    return response.status_code in (200, 403)


def _hold(request: HttpRequest, way_out: str) -> HttpResponse:
    said = [(name, value) for name, values in request.POST.lists() if name not in NOT_KEPT for value in values]
    fields = [[name.replace("\0", ""), value.replace("\0", "")] for name, value in said]  # which no database takes
    address = way_out
    is_short = len(fields) <= MOST_FIELDS and sum(len(name) + len(value) for name, value in fields) <= MOST_LETTERS
    at = clock.now()
    if is_short and not tries.must_be_within("held-forms", visitor_key(request), most=30, per=timedelta(hours=1), at=at):
        person = request.person  # type: ignore[attr-defined]
        act = keep_act(
            kind=HELD,
            data={"path": request.get_full_path(), "fields": fields, "files": bool(request.FILES)},
            at=at,
            language=get_language() or "fr",
            back=request.path,
            account=person if person.is_authenticated else None,
        )
        address = with_act(way_out, act.key)
    if request.headers.get("HX-Request"):
        return HttpResponse(headers={"HX-Redirect": address})
    return HttpResponseRedirect(address)
