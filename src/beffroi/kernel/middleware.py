"""What stands before every page: who asks, how much and how long they may ask, and how refusals look."""

import logging
import time
from collections.abc import Callable
from datetime import timedelta

from django.conf import settings
from django.core.handlers.exception import response_for_exception
from django.db import OperationalError, connection
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django_http_compression import middleware as compression

from beffroi.kernel import client
from beffroi.kernel.rules import NOWHERE, Refusal, Refused
from beffroi.kernel.stored import NotKept, StorageFailed

log = logging.getLogger(__name__)
HEADERS = {
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(self), payment=(), usb=(), interest-cohort=(), browsing-topics=()",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Permitted-Cross-Domain-Policies": "none",
}
compression.BROTLI_QUALITY = 3  # a page 4 % larger than with the library's 4, in a third of the time
LARGEST_NUMBER = 2**63 - 1
STEPS = 20_000  # of SQLite's machine, between two looks at the clock: some tenths of a millisecond


class GuardMiddleware:
    """First of all: the true address of the client, limits of size, number and time, headers that close doors."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.posts = client.Counter(per=timedelta(minutes=1), most=settings.POSTS_PER_MINUTE)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        client.find_out(request.META)
        response = self._no_address(request) or self._too_much(request) or self._in_time(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if settings.SESSION_COOKIE_NAME in request.COOKIES:
            response.headers.setdefault("Cache-Control", "private, no-cache")
        return response

    def _no_address(self, request: HttpRequest) -> HttpResponse | None:
        """A null character is in no word that anybody types, and no database takes it."""
        if "%00" in request.META.get("QUERY_STRING", "") or "\x00" in request.META.get("QUERY_STRING", ""):
            return _plain(
                Refusal("no_address", _("This address has a character that cannot be read. Check it, or start from the home page.")), 400
            )
        return None

    def _too_much(self, request: HttpRequest) -> HttpResponse | None:
        size = request.META.get("CONTENT_LENGTH") or "0"
        if size.isdecimal() and int(size) > settings.UPLOAD_BYTES:
            mb = settings.UPLOAD_BYTES // 1_000_000
            return _plain(Refusal("too_large", _("This is too large: the limit is %(mb)d MB.") % {"mb": mb}), 413)
        if request.method in ("POST", "PUT", "PATCH", "DELETE") and not self.posts.is_within(request.META.get("REMOTE_ADDR", "")):
            refusal = Refusal("too_often", _("Too many messages came from your connection. Go back, wait a minute, and send again."))
            return _plain(refusal, 429)
        return None

    def _in_time(self, request: HttpRequest) -> HttpResponse:
        """One slow page must not stop the town. PostgreSQL has its own limit for each statement; SQLite gets one here."""
        if request.method not in ("GET", "HEAD") or connection.vendor != "sqlite":
            return self.get_response(request)
        until = time.monotonic() + settings.PAGE_SECONDS
        try:
            connection.ensure_connection()
            raw = connection.connection
        except OperationalError:
            return self.get_response(request)
        raw.set_progress_handler(lambda: time.monotonic() > until, STEPS)
        try:
            return self.get_response(request)
        finally:
            raw.set_progress_handler(None, 0)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not _was_stopped(error):
            return None
        if connection.vendor == "sqlite" and connection.connection is not None:
            connection.connection.set_progress_handler(None, 0)
        refusal = Refusal("too_slow", _("This page takes too long at the moment. Try again in a minute."))
        response = render(request, "ui/refused.html", {"refusal": refusal}, status=503)
        response["Retry-After"] = "60"
        return response


def _was_stopped(error: Exception) -> bool:
    cause = error.__cause__
    return isinstance(error, OperationalError) and (str(error) == "interrupted" or type(cause).__name__ == "QueryCanceled")


def _plain(refusal: Refusal, status: int) -> HttpResponse:
    """A refusal before anything of the request was read: no page frame, which would ask the database."""
    response = HttpResponse(refusal.message, status=status, content_type="text/plain; charset=utf-8")
    response["Connection"] = "close"
    return response


class RefusalMiddleware:
    """A refusal that a view let through becomes a page with its sentence, or JSON with its code."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: object, args: tuple, kwargs: dict[str, object]) -> None:
        """A number or a character in the address that no row can have: not found, before a database stumbles over it."""
        for value in kwargs.values():
            if (isinstance(value, int) and value > LARGEST_NUMBER) or (isinstance(value, str) and "\x00" in value):
                raise Http404

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, (NotKept, StorageFailed)):
            return _no_files(request, error)
        if not isinstance(error, Refused):
            return None
        if error.refusal.code == NOWHERE:  # of what is secret nobody learns that it is there
            return response_for_exception(request, Http404())
        if request.headers.get("Accept", "").startswith("application/json"):
            return JsonResponse({"code": error.refusal.code, "message": str(error.refusal.message)}, status=403)
        return render(request, "ui/refused.html", {"refusal": error.refusal}, status=403)


def _no_files(request: HttpRequest, error: NotKept | StorageFailed) -> HttpResponse:
    """The files are elsewhere and cannot be reached: the log says why, the page says what to do."""
    log.error("%s", error.__cause__ or error)
    said = (
        error.message if isinstance(error, NotKept) else _("The files of this site cannot be reached just now. Try again in a few minutes.")
    )
    response = render(request, "ui/refused.html", {"refusal": Refusal("no_files", said)}, status=503)
    response["Retry-After"] = "60"
    return response
