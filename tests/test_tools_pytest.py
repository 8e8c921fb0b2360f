"""What the tests themselves promise: a closed network, strict templates, real people."""

import socket
from urllib.request import urlopen

import beffroi_pytest
import pytest
from django.core.cache import cache
from django.template import Context, Template, engines
from django.utils import translation


@pytest.mark.parametrize(
    "text", ["{{ nothing }}", "{{ person.nothing }}", "{{ nothing|default:'x' }}", "{% with a=nothing %}{{ a.b }}{% endwith %}"]
)
def test_an_undefined_variable_fails(text):
    with pytest.raises(beffroi_pytest.UndefinedVariable, match="is not defined"):
        engines["django"].from_string(text).render({"person": object()})


@pytest.mark.parametrize(
    "text", ["{% if nothing %}x{% endif %}", "{% for a in nothing %}x{% endfor %}", "{{ empty }}", "{{ none|default:'' }}"]
)
def test_what_may_be_absent_does_not_fail(text):
    assert engines["django"].from_string(text).render({"empty": "", "none": None}) in ("", "None")


def test_the_pages_of_packages_are_left_alone():
    template = Template("{{ nothing }}")
    for node in template.nodelist:
        node.origin = type("Origin", (), {"__str__": lambda self: "/x/site-packages/allauth/templates/account/login.html"})()
    assert template.render(Context()) == ""


@pytest.mark.parametrize(
    "reach",
    [
        lambda: socket.create_connection(("192.0.2.1", 80), 1),
        lambda: socket.getaddrinfo("example.org", 80),
        lambda: urlopen("http://example.org/"),
    ],
)
def test_nothing_outside_can_be_reached(reach):
    with pytest.raises(OSError, match="a test may not reach"):
        reach()
    assert beffroi_pytest._outside
    beffroi_pytest._outside.clear()  # this test alone may try


def test_this_machine_can_be_reached():
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        socket.create_connection(("localhost", server.getsockname()[1])).close()


@pytest.mark.parametrize("turn", [1, 2])
def test_nothing_is_remembered_from_one_test_to_the_next(turn):
    assert cache.get("turn") is None
    assert translation.get_language() == "fr"
    cache.set("turn", turn)
    translation.activate("en")


def test_the_people_are_who_they_are(alice, bob, chloe, david, manager, validator, official, admin):
    assert [bool(person.is_team) for person in (alice, david)] == [False, False]
    team = {"technician": bob, "moderator": chloe, "manager": manager, "validator": validator, "official": official, "administrator": admin}
    for role, person in team.items():
        assert role in person.role_names, role
    assert chloe.voice.name == "Chloé"


@pytest.mark.parametrize(
    "test, found",
    [
        ("def test_it(alice): pass", True),  # a person is a row
        ("@pytest.mark.django_db\ndef test_it(): pass", True),
        ("pytestmark = pytest.mark.django_db\nclass TestIt:\n    def test_it(self): pass", True),
        ("def test_it(request): pass", True),  # it may ask on its way
        ("def test_it(tmp_path, at): pass", False),
    ],
)
def test_what_may_ask_the_database_is_found(request, tmp_path, test, found):
    """`./dev test` runs it on PostgreSQL too."""
    file = tmp_path / "test_it.py"
    file.write_text(f"import pytest\n\n{test}\n")
    collected = pytest.Module.from_parent(request.session, path=file).collect()
    item = collected[0] if isinstance(collected[0], pytest.Item) else collected[0].collect()[0]
    assert beffroi_pytest.asks_the_database(item) is found
