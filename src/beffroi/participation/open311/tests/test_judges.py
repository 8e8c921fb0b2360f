"""Judged by others: a client that is not ours, and a tool that asks every address of the official description odd things."""

import json

import pytest
from beffroi_pytest import SHARED
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections

from beffroi.participation.reports.models import Report

SWAGGER = SHARED / "schemas" / "georeport" / "swagger.json"
EXAMPLES = 6
CHECKS = ("not_a_server_error", "content_type_conformance", "response_schema_conformance", "response_headers_conformance")


def address_of(live_server, settings):
    settings.BASE_URL = live_server.url
    return f"{live_server.url}/open311/v2"


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("form", ["json", "xml"])
def test_a_client_of_others_reads_and_posts(live_server, settings, lamp, key, form):
    georeport = pytest.importorskip("georeport.georeport")
    client = georeport.GeoReport(address_of(live_server, settings), api_key=key.word, output_format=form)
    services = client.get_service_list()
    (service,) = services if isinstance(services, list) else [services]
    assert service["service_code"] == "lampadaire"
    assert client.get_service_definition("lampadaire")["service_code"] == "lampadaire"
    found = client.get_service_requests(status="open")
    (row,) = found if isinstance(found, list) else [found]
    assert row["service_request_id"] == str(lamp.pk)
    assert client.get_service_request(str(lamp.pk))


@pytest.fixture
def kept_open():
    """The application is called in this process: it must not close the connection of the test after each answer."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.slow
@pytest.mark.usefixtures("kept_open")
def test_the_official_description_is_kept_whatever_is_asked(lamp, key):
    """No error of ours, the content type and the shape that it names. Which statuses there are, it does not say: the standard does."""
    if not SWAGGER.is_file():
        pytest.skip("the official description is not on this machine")
    schemathesis = pytest.importorskip("schemathesis")
    hypothesis = pytest.importorskip("hypothesis")
    checks = schemathesis.checks
    checks.load_all_checks()
    said = json.loads(SWAGGER.read_text()) | {"host": "testserver", "schemes": ["http"], "basePath": "/open311/v2"}
    schema = schemathesis.openapi.from_dict(said)
    schema.app = get_wsgi_application()
    asked: dict[str, int] = {}
    known = {
        "jurisdiction_id": ["localhost"],
        "response_format": ["json"],
        "service_code": ["lampadaire"],
        "service_request_id": [str(lamp.pk)],
    }

    for found in schema.get_all_operations():
        operation = found.ok()

        @hypothesis.given(case=operation.as_strategy(), choice=hypothesis.strategies.integers(0, 3))
        @hypothesis.settings(
            max_examples=EXAMPLES, deadline=None, derandomize=True, database=None, suppress_health_check=list(hypothesis.HealthCheck)
        )
        def ask(case, choice):
            for where in (case.path_parameters, case.query):
                for name, values in known.items():
                    if isinstance(where, dict) and name in where and choice:  # most are nearly right, so that they go far
                        where[name] = values[0]
            if case.method.upper() == "POST" and choice > 1:
                case.query = {**(case.query or {}), "api_key": key.word, "lat": 48.85, "long": 2.35}
            hypothesis.assume("\0" not in f"{case.path_parameters}{case.query}" and "\\x00" not in f"{case.path_parameters}{case.query}")
            answer = case.call(base_url="http://testserver/open311/v2", headers={"Accept-Encoding": "identity"})
            asked[f"{case.method} {answer.status_code}"] = asked.get(f"{case.method} {answer.status_code}", 0) + 1
            case.validate_response(
                answer,
                checks=[checks.CHECKS.get_one(name) for name in CHECKS],
            )

        ask()
    assert asked.get("GET 200", 0) > EXAMPLES
    assert Report.objects.count() >= 1
