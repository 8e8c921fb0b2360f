"""Who is there (`request.user`), for whom she acts (`request.person`), and how surely we know.

All three are lazy: a page that does not ask costs an anonymous visitor no query and no cookie.
"""

from typing import Any

from django.contrib.auth import SESSION_KEY, get_user
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from beffroi.ground.people import doors, representations
from beffroi.ground.people.backends import read_already
from beffroi.ground.people.requests import PersonRequest
from beffroi.kernel import clock


class AccountMiddleware(AuthenticationMiddleware):
    """As Django's, but the account comes with the session, in the same question."""

    def process_request(self, request: HttpRequest) -> None:
        super().process_request(request)
        request.user = SimpleLazyObject(lambda: user_of(request))  # type: ignore[assignment]


def user_of(request: HttpRequest) -> Any:
    if not hasattr(request, "_cached_user"):
        request.session.get(SESSION_KEY)  # read now
        with read_already(getattr(request.session, "account", None)):
            request._cached_user = get_user(request)  # type: ignore[attr-defined]
    return request._cached_user  # type: ignore[attr-defined]


class PersonMiddleware:
    def __init__(self, get_response) -> None:
        self.get_response = get_response

    def __call__(self, request: PersonRequest) -> HttpResponse:
        request.representation = SimpleLazyObject(lambda: representations.of_request(request))  # type: ignore[assignment]
        request.person = SimpleLazyObject(lambda: representations.person_of(request))  # type: ignore[assignment]
        request.has_two_factors = SimpleLazyObject(lambda: doors.has_two_factors(request))  # type: ignore[assignment]
        at = clock.now()
        has_session = bool(request.session.session_key)
        if has_session:
            doors.keep_alive(request, at=at)
        response = self.get_response(request)
        if has_session:
            representations.log(request, response, at=at)
        return response
