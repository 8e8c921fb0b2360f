import pytest

from beffroi.outreach.pages import actions
from beffroi.outreach.pages.models import Page


@pytest.fixture
def write(manager, at):
    """A page with these words; public unless told otherwise."""

    def _write(title="Carte d’identité", kind=Page.SERVICE, *, public=True, **values):
        given = {"summary": "Demander une carte d’identité.", "body": "Prenez rendez-vous."} | values
        page = actions.draft(kind=kind, person=manager, at=at, values={"title": title} | given)
        return actions.publish(page=page, person=manager, at=at) if public else page

    return _write


@pytest.fixture
def service(write):
    return write(takes_requests=True, service="État civil", service_email="etat-civil@clairbourg.example")
