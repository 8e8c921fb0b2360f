"""GeoReport v2: services, reports, tokens and news, in XML and JSON. Reading is for everybody; writing needs a key."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control
from django.utils.translation import override
from django.views.decorators.csrf import csrf_exempt

from beffroi.ground.town.models import Town
from beffroi.kernel import clock
from beffroi.kernel.access import public
from beffroi.kernel.mail import site
from beffroi.kernel.paging import Page
from beffroi.kernel.rules import Refused
from beffroi.participation.open311 import asking, formats, reading, telling
from beffroi.participation.open311.errors import ApiError, bad, missing
from beffroi.participation.open311.models import Held
from beffroi.participation.open311.views import incoming

Answer = tuple[str, Any]  # the root in XML, and what it holds


def endpoint(*methods: str) -> Callable[[Callable[..., Any]], Callable[..., HttpResponse]]:
    """An address of the interface: the form of its answer, errors as the standard says them, readable from everywhere."""

    def decorate(view: Callable[..., Any]) -> Callable[..., HttpResponse]:
        @public
        @csrf_exempt
        @wraps(view)
        def checked(request: HttpRequest, *args: Any, form: str, **kwargs: Any) -> HttpResponse:
            with override(settings.LANGUAGE_CODE):
                response = _asked(request, form, lambda: view(request, *args, **kwargs), methods)
            response["Access-Control-Allow-Origin"] = "*"
            response["Access-Control-Expose-Headers"] = "Link"
            return response

        return checked

    return decorate


def _asked(request: HttpRequest, form: str, view: Callable[[], Any], methods: tuple[str, ...]) -> HttpResponse:
    form = form if form in formats.TYPES else formats.XML
    if request.method not in (*methods, "HEAD", "OPTIONS"):
        response = _said(("errors", [{"code": 405, "description": "This address does not take this method."}]), form, 405)
        response["Allow"] = ", ".join((*methods, "HEAD", "OPTIONS"))
        return response
    if request.method == "OPTIONS":
        response = HttpResponse(status=204)
        response["Access-Control-Allow-Methods"] = ", ".join(methods)
        return response
    try:
        _must_be_here(request)
        found = view()
        page = found[2] if len(found) > 2 else None
        response = _said(found[:2], form, 200)
        if page is not None and page.next:
            words = {**request.GET.dict(), "after": page.next}
            response["Link"] = f'<{site()}{request.path}?{urlencode(words)}>; rel="next"'
    except ApiError as error:
        response = _said(("errors", error.rows()), form, error.status)
    except Refused as refused:
        response = _said(("errors", bad(str(refused.refusal)).rows()), form, 400)
    except ValidationError as wrong:
        response = _said(("errors", bad(*wrong.messages).rows()), form, 400)
    if request.method in ("GET", "HEAD") and response.status_code == 200:
        patch_cache_control(response, public=True, max_age=60)
    else:
        patch_cache_control(response, no_store=True)
    return response


def _said(answer: Answer, form: str, status: int) -> HttpResponse:
    return HttpResponse(formats.write(answer[0], answer[1], form), content_type=formats.TYPES[form], status=status)


def _must_be_here(request: HttpRequest) -> None:
    """jurisdiction_id may be left out, as there is one town here; a wrong one is not found."""
    said = (request.GET.get("jurisdiction_id") or request.POST.get("jurisdiction_id") or "").strip().lower()
    if not said:
        return
    here = {(urlsplit(site()).hostname or "").lower(), request.get_host().partition(":")[0].lower(), Town.current().insee_code.lower()}
    if said.removeprefix("www.") not in {name.removeprefix("www.") for name in here if name}:
        raise missing("jurisdiction_id was not found")


@endpoint("GET")
def discovery(request: HttpRequest) -> Answer:
    return "discovery", telling.discovery(reading.changed(clock.now()))


@endpoint("GET")
def services(request: HttpRequest) -> Answer:
    return "services", [telling.service(row, row.asked) for row in reading.categories()]


@endpoint("GET")
def service(request: HttpRequest, code: str) -> Answer:
    row = reading.categories().filter(code=code).first()
    if row is None:
        raise missing("service_code was not found")
    return "service_definition", telling.definition(row, row.attributes.all())


@endpoint("GET", "POST")
def requests(request: HttpRequest) -> Any:
    if request.method == "POST":
        return "service_requests", [incoming.take_report(request)]
    wanted = asking.read(request.GET, clock.now())
    found: Page = reading.reports(wanted)
    return "service_requests", telling.reports(found.rows, extended=wanted.extended), found


@endpoint("GET")
def one(request: HttpRequest, number: str) -> Answer:
    return "service_requests", [_one(request, number)]


@endpoint("GET")
def bare(request: HttpRequest, number: str) -> Answer:
    """The same under the name that the official description has: not a list, but the report alone."""
    return "request", _one(request, number)


def _one(request: HttpRequest, number: str) -> dict[str, Any]:
    row = reading.report(number)
    if row is None:
        raise missing("service_request_id was not found")
    return telling.reports([row], extended=asking.read(request.GET, clock.now()).extended)[0]


@endpoint("GET")
def token(request: HttpRequest, token: str) -> Answer:
    """What a report became that the team wanted to read first."""
    row = Held.objects.filter(token=token[:40]).first()
    if row is None:
        raise missing("token was not found")
    if row.decided_at and row.report_id is None:
        raise missing("this report was not taken")
    return "service_requests", [{"service_request_id": str(row.report_id) if row.report_id else None, "token": row.token}]


@endpoint("GET", "POST")
def updates(request: HttpRequest) -> Any:
    if request.method == "POST":
        return "service_request_updates", [incoming.take_update(request)]
    found = reading.updates(asking.read(request.GET, clock.now()))
    return "service_request_updates", telling.updates(found.rows), found


@endpoint("GET", "POST")
def nowhere(request: HttpRequest) -> Answer:
    raise missing("There is nothing here. See discovery.xml.")
