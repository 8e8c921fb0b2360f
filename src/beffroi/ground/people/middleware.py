"""Who is there (`request.user`), for whom she acts (`request.person`), and how surely we know.

All three are lazy: a page that does not ask costs an anonymous visitor no query and no cookie.
"""

from django.http import HttpResponse
from django.utils.functional import SimpleLazyObject

from beffroi.ground.people import doors, representations
from beffroi.ground.people.requests import PersonRequest
from beffroi.kernel import clock


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
