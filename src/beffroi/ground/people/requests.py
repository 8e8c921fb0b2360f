"""What the middleware adds to every request; for type hints."""

from django.http import HttpRequest

from beffroi.ground.people.models import Account, Representation


class PersonRequest(HttpRequest):
    """`user` is who is there; `person` for whom she acts: herself, or the person represented."""

    person: Account
    representation: Representation | None
    has_two_factors: bool
