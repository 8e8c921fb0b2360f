import json
import xml.etree.ElementTree as ElementTree

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from PIL import Image as Picture

from beffroi.kernel.subjects import subject_kinds
from beffroi.participation.plans.models import Annotation, Plan
from beffroi.participation.plans.tests.conftest import LAYER
from beffroi.participation.spaces.models import Process
from beffroi.participation.spaces.tests.doors import at_desk, signed_in


@pytest.fixture
def page(component, plan):
    return lambda name="show", *args: reverse(f"plans:{name}", args=[component.process.slug, component.pk, *args])


@pytest.fixture
def desk(component, plan):
    return lambda name="desk", *args: reverse(f"plans_desk:{name}", args=[component.process_id, component.pk, *args])


def test_the_page_shows_the_plan_its_parts_and_what_is_said(page, plan, annotate, alice):
    annotate(alice, "Un banc <b>ici</b>.", part=plan.parts.first())
    answer = Client().get(page())
    shown = answer.content.decode()
    assert "A. La place" in shown
    assert "Un banc" in shown
    assert "<b>ici" not in shown
    assert 'alt="La place, un tilleul et un chemin."' in shown
    assert 'href="#a1"' in shown
    assert not answer.cookies
    assert "csrfmiddlewaretoken" not in shown


@pytest.mark.parametrize(("who", "most"), [("anonymous", 6), ("alice", 10)])
def test_the_page_costs_the_same_for_five_and_for_fifty(page, annotate, alice, who, most):
    client = signed_in(alice) if who == "alice" else Client()

    def count():
        client.get(page())
        with CaptureQueriesContext(connection) as found:
            assert client.get(page()).status_code == 200
        return len(found)

    for number in range(5):
        annotate(alice, f"Idée {number}")
    few = count()
    for number in range(5, 25):
        annotate(alice, f"Idée {number}")
    assert count() == few <= most


def test_filters_narrow_the_list_and_odd_words_do_no_harm(page, plan, annotate, alice):
    annotate(alice, "Une question ?", kind=Annotation.QUESTION, part=plan.parts.first())
    annotate(alice, "Une idée !")
    only = Client().get(page(), {"genre": "question", "partie": plan.parts.first().pk}).content.decode()
    assert "Une question" in only
    assert "Une idée" not in only
    for query in ({"genre": "<x>"}, {"partie": "9" * 40}, {"tri": "?"}, {"apres": "…"}):
        assert Client().get(page(), query).status_code == 200


def test_a_tap_without_script_sets_the_place_and_keeps_the_words(page, alice):
    answer = signed_in(alice).post(page("write"), {"tap": "0", "text": "Un banc ici.", "kind": "like"})
    shown = answer.content.decode()
    assert answer.status_code == 200
    assert "Un banc ici." in shown
    assert 'value="4.2"' in shown
    assert not Annotation.objects.exists()


def test_one_annotates_by_numbers_and_by_part(page, plan, alice):
    client, part = signed_in(alice), plan.parts.get(name="Le tilleul")
    done = client.post(page("write"), {"x": "25", "y": "50", "kind": "idea", "text": "Un banc ici."})
    assert done.status_code == 302
    assert client.post(page("write"), {"part": part.pk, "kind": "like", "text": "À garder."}).status_code == 302
    first, second = Annotation.objects.order_by("pk")
    assert (first.x, first.y, second.part) == (0.25, 0.5, part)
    assert "Un banc ici." in client.get(done.url).content.decode()


@pytest.mark.parametrize(
    "wrong",
    [{}, {"x": "25"}, {"x": "-1", "y": "5"}, {"x": "nan", "y": "5"}, {"x": "1e999", "y": "5"}, {"part": "12345678"}, {"x": "1", "y": "1", "kind": "?"}],
)  # fmt: skip
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(page, alice, wrong):
    answer = signed_in(alice).post(page("write"), {"kind": "idea", "text": "Un banc ici.", **wrong})
    assert answer.status_code == 422
    assert "Un banc ici." in answer.content.decode()
    assert not Annotation.objects.exists()


def test_a_visitor_writes_first_and_says_who_she_is_afterwards(page):
    answer = Client().post(page("write"), {"x": "25", "y": "50", "kind": "idea", "text": "Un banc ici."})
    assert answer.status_code == 302
    assert not Annotation.objects.exists()


def test_a_hidden_one_says_so_and_nothing_else(page, annotate, alice):
    row = annotate(alice, "Un secret de Polichinelle.")
    subject_kinds["annotation"].set_hidden(row.pk, True)
    gone = Client().get(page("detail", row.pk))
    assert gone.status_code == 410
    assert "Polichinelle" not in gone.content.decode()
    assert "Polichinelle" in signed_in(alice).get(page("detail", row.pk)).content.decode()


def test_a_draft_is_not_found(page, component, david):
    Process.objects.filter(pk=component.process_id).update(published_at=None)
    for name in ("show", "geojson", "write"):
        assert signed_in(david).get(page(name)).status_code == 404


def test_the_drawing_is_kept_by_browsers_and_the_data_is_geojson(page, plan, annotate, alice):
    annotate(alice)
    drawn = Client().get(page("ground", int(plan.drawn_at.timestamp())))
    ElementTree.fromstring(drawn.content)
    assert "immutable" in drawn["Cache-Control"]
    data = json.loads(b"".join(Client().get(page("geojson")).streaming_content))
    assert data["features"][0]["geometry"]["type"] == "Point"
    assert data["features"][0]["properties"]["text"] == "Un banc ici, à l’ombre."
    assert "Alice" not in json.dumps(data)


def test_the_team_draws_the_plan_and_answers(desk, component, annotate, alice, manager):
    client, row = at_desk(manager), annotate(alice)
    answered = client.post(desk("answer", row.pk), {"state": "taken", "text": "Le banc est sur le plan."})
    assert answered.status_code == 302
    assert (
        "Le banc est sur le plan."
        in Client().get(reverse("plans:detail", args=[component.process.slug, component.pk, row.pk])).content.decode()
    )
    for name, args in (("desk", []), ("edit", []), ("answer", [row.pk])):
        assert client.get(desk(name, *args)).status_code == 200
        assert signed_in(alice).get(desk(name, *args)).status_code in (302, 403)
    layer = SimpleUploadedFile("place.geojson", json.dumps(LAYER).encode())
    done = client.post(desk("edit"), {"seen": 0, "described": "La place redessinée.", "layer": layer, "parts": ""})
    assert done.status_code == 302
    assert Plan.objects.get(component=component).described == "La place redessinée."


def test_a_picture_takes_the_place_of_the_layer(desk, component, manager, tmp_path):
    path = tmp_path / "plan.png"
    Picture.new("RGB", (400, 300), "white").save(path)
    picture = SimpleUploadedFile("plan.png", path.read_bytes(), "image/png")
    said = {"seen": 0, "described": "Le plan de l’architecte.", "picture": picture, "parts": "La fontaine; 48; 62,5\nLe kiosque; 10; 20"}
    assert at_desk(manager).post(desk("edit"), said).status_code == 302
    plan = Plan.objects.get(component=component)
    assert (plan.width, plan.height, plan.drawing, plan.image.alt) == (400, 300, "", "Le plan de l’architecte.")
    assert [(part.name, part.x, part.y) for part in plan.parts.order_by("position")] == [
        ("La fontaine", 0.48, 0.625),
        ("Le kiosque", 0.1, 0.2),
    ]


@pytest.mark.parametrize(
    "wrong",
    [{"parts": "La fontaine; 48"}, {"parts": "; 4; 5"}, {"parts": "A; 101; 5"}, {"parts": "A; 1; 5\nA; 2; 5"}, {"layer": "no json"}, {"described": ""}],
)  # fmt: skip
def test_what_is_wrong_in_the_team_s_form_is_said(desk, component, manager, wrong):
    data = {"seen": 0, "described": "Le plan.", "parts": "", **wrong}
    if "layer" in wrong:
        data["layer"] = SimpleUploadedFile("x.geojson", wrong["layer"].encode())
    assert at_desk(manager).post(desk("edit"), data).status_code == 422
