"""Coming in, for tests of pages."""

from django.test import Client

from beffroi.ground.people.testing import sign_in


def signed_in(account) -> Client:
    return sign_in(Client(), account, two_factors=False)


def at_desk(account) -> Client:
    """With a second factor, as the team's pages ask."""
    return sign_in(Client(), account)
