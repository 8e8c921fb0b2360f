"""Acting for somebody: what the middleware asks."""

from datetime import datetime

from django.http import HttpResponse

from beffroi.ground.people.actions.representations import log_act
from beffroi.ground.people.models import TOWN_HALL, Representation
from beffroi.ground.people.requests import PersonRequest
from beffroi.ground.people.rules import must_have_right
from beffroi.kernel import clock

KEY = "representation"
RIGHT = "people:person:represent"
OWN_VIEWS = {"people_team:represent", "people_team:represent_end", "people_team:register"}


def of_request(request: PersonRequest) -> Representation | None:
    """The representation in which this request is made, if it still runs."""
    if not request.session.session_key or KEY not in request.session or not request.user.is_authenticated:
        return None
    rows = Representation.objects.select_related("person__voice__avatar")
    found = rows.filter(pk=request.session[KEY], agent=request.user, ended_at=None, ends_at__gt=clock.now()).first()
    # Whoever lost the right, or whose person was erased meanwhile, is herself again at once.
    return found if found and found.person.is_active and must_have_right(request.user, RIGHT) is None else None


def person_of(request: PersonRequest):
    """For whom this request acts: the represented person, else who is there."""
    found = request.representation
    if not found:  # lazy: never None itself
        return request.user
    found.person.came_by = TOWN_HALL
    return found.person


def log(request: PersonRequest, response: HttpResponse, *, at: datetime) -> None:
    """Keep every act that went through in the name of somebody: a write that was answered without an error."""
    if request.method in ("GET", "HEAD", "OPTIONS") or response.status_code >= 400 or not request.representation:
        return
    match = request.resolver_match
    if match and match.view_name not in OWN_VIEWS:
        log_act(
            representation=request.representation,
            view=match.view_name or match._func_path,
            path=request.path,
            led_to=response.get("Location", ""),
            at=at,
        )
