import json
import xml.etree.ElementTree as ElementTree
from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError

from beffroi.commons.notifications.models import Notification
from beffroi.commons.search.queries import find
from beffroi.commons.supports.actions import support
from beffroi.kernel.jobs import run_due
from beffroi.kernel.rules import Refused
from beffroi.kernel.subjects import Subject, subject_kinds
from beffroi.participation.plans import actions, drawing
from beffroi.participation.plans.models import Annotation, Part, Plan, letters
from beffroi.participation.plans.tests.conftest import LAYER
from beffroi.participation.spaces.types import component_types, contributions


def test_a_layer_becomes_a_drawing_with_lettered_parts(plan):
    ElementTree.fromstring(plan.drawing)
    assert [str(part) for part in plan.parts.order_by("position")] == ["A. La place", "B. Le tilleul"]
    assert plan.width == 1000
    assert 600 < plan.height < 900  # a degree of longitude is shorter here


@pytest.mark.parametrize(
    "layer",
    [
        None,
        [],
        {"type": "FeatureCollection", "features": "no"},
        {"type": "Point", "coordinates": ["<script>", 2]},
        {"type": "Point", "coordinates": [float("nan"), 2]},
        {"type": "Point", "coordinates": [200, 2]},
        {"type": "Polygon", "coordinates": [[[1, 2]]]},
        {"type": "MultiPolygon", "coordinates": [1, 2]},
        {"type": "MultiPoint", "coordinates": None},
        {"type": "GeometryCollection", "geometries": ["x"]},
    ],
)
def test_what_is_no_layer_is_refused(layer):
    with pytest.raises(ValidationError):
        drawing.draw(layer)


def test_nothing_of_the_file_reaches_the_drawing():
    name = "</svg><script>alert(1)</script>"
    said = {"type": "Feature", "properties": {"kind": name, "name": name}, "geometry": {"type": "Point", "coordinates": [2, 48]}}
    made = drawing.draw(said)
    assert "script" not in made.svg
    assert made.parts[0][0] == name  # kept as words, escaped where they are shown


def test_the_ground_and_the_drawing_agree():
    box = drawing.draw(LAYER).box
    for x, y in [(0.0, 0.0), (0.25, 0.75), (1.0, 1.0)]:
        assert drawing.share(*drawing.ground(x, y, box), box) == pytest.approx((x, y), abs=1e-3)


def test_letters_go_on_after_z():
    assert [letters(n) for n in (1, 26, 27, 52, 53)] == ["A", "Z", "AA", "AZ", "BA"]


@pytest.mark.parametrize(
    ("who", "day", "refusal"), [("alice", -5, "not_yet"), ("alice", 0, None), ("anonymous", 0, "anonymous"), ("alice", 60, "closed")]
)
def test_who_may_annotate_when(plan, alice, at, who, day, refusal):
    person, when = {"alice": alice, "anonymous": AnonymousUser()}[who], at + timedelta(days=day)
    if refusal is None:
        row = actions.annotate(plan=plan, person=person, text="Un banc.", x=0.25, y=0.5, at=when)
        assert (row.number, row.in_list) == (1, True)
        return
    with pytest.raises(Refused) as found:
        actions.annotate(plan=plan, person=person, text="Un banc.", x=0.25, y=0.5, at=when)
    assert found.value.refusal.code == refusal
    assert not Annotation.objects.exists()


@pytest.mark.parametrize(
    ("more", "refusal"),
    [({}, "place"), ({"x": 0.5}, "place"), ({"x": 1.5, "y": 0.5}, "outside"), ({"x": 0.5, "y": 0.5, "text": " "}, "text")],
)
def test_what_points_nowhere_is_refused(plan, alice, at, more, refusal):
    with pytest.raises(Refused) as found:
        actions.annotate(plan=plan, person=alice, at=at, **{"text": "Un banc.", **more})
    assert found.value.refusal.code == refusal


def test_a_part_gives_the_place(plan, annotate, alice):
    part = plan.parts.get(name="Le tilleul")
    row = annotate(alice, part=part)
    part.refresh_from_db()
    assert (row.x, row.y, part.annotations_count) == (part.x, part.y, 1)
    assert (row.longitude, row.latitude) == pytest.approx((2.0005, 48.0005), abs=1e-6)


def test_what_leaves_the_plan_is_counted_no_more_and_not_found(plan, annotate, alice, bob, at):
    first, second = annotate(alice, "Un grand banc vert."), annotate(bob, "Une fontaine.", part=plan.parts.first())
    assert find("banc", kinds=["annotation"]).total == 1
    actions.withdraw(annotation=first, person=alice, at=at)
    subject_kinds["annotation"].set_hidden(second.pk, True)
    plan.refresh_from_db()
    assert (plan.annotations_count, plan.component.process.__class__.objects.get().contributions_count) == (0, 0)
    assert Part.objects.get(pk=second.part_id).annotations_count == 0
    assert find("banc", kinds=["annotation"]).total == 0
    subject_kinds["annotation"].set_hidden(second.pk, False)
    plan.refresh_from_db()
    assert plan.annotations_count == 1
    assert annotate(alice).number == 3  # numbers are never given twice


def test_nobody_takes_back_what_is_another_s(annotate, alice, bob, at):
    row = annotate(alice)
    with pytest.raises(Refused):
        actions.withdraw(annotation=row, person=bob, at=at)
    with pytest.raises(Refused):
        support(subject=Subject("annotation", row.pk), person=alice, at=at)
    support(subject=Subject("annotation", row.pk), person=bob, at=at)
    row.refresh_from_db()
    assert row.supports_count == 1


def test_an_answer_is_told_once_to_its_author(annotate, alice, manager, bob, david, at):
    row = annotate(alice)
    with pytest.raises(Refused):
        actions.answer(annotation=row, person=david, state=Annotation.TAKEN, text="Oui.", at=at)
    with pytest.raises(Refused):
        actions.answer(annotation=row, person=manager, state=Annotation.TAKEN, text=" ", at=at)
    actions.answer(annotation=row, person=manager, state=Annotation.TAKEN, text="Le banc est ajouté.", at=at)
    run_due(at=at + timedelta(minutes=1))
    run_due(at=at + timedelta(minutes=2))
    told = Notification.objects.filter(kind="plans:answered")
    assert [one.account_id for one in told] == [alice.pk]


def test_marks_follow_the_ground_when_the_layer_changes(plan, annotate, alice, at):
    row = annotate(alice, part=plan.parts.get(name="Le tilleul"))
    wider = json.loads(json.dumps(LAYER))
    wider["features"][0]["geometry"]["coordinates"][0][1:3] = [[2.004, 48.0], [2.004, 48.001]]
    actions.draw_layer(plan=plan, person=None, layer=wider, at=at)
    before = row.x
    row.refresh_from_db()
    assert row.x < before
    assert (row.longitude, row.latitude) == pytest.approx((2.0005, 48.0005), abs=1e-6)
    assert row.part.name == "Le tilleul"


def test_the_component_says_what_it_holds(component, plan, annotate, alice, at):
    kind = component_types["plan"]
    assert kind.missing(component, at) == []
    annotate(alice, part=plan.parts.first())
    assert kind.summary(component, at).contributions == 1
    tables = {table.name: [list(row) for row in table.rows] for table in kind.results(component)}
    assert tables["annotations"][0][7] == "Un banc ici, à l’ombre."
    assert [row[1] for row in tables["parts"]] == [1, 0]
    assert [one.title for one in contributions["plan"].search(component, "banc")] == ["Un banc ici, à l’ombre."]


def test_a_copied_process_has_the_plan_and_no_annotation(component, plan, annotate, alice, at):
    annotate(alice)
    other = type(component).objects.create(process=component.process, kind="plan", title="Copie", position=9)
    kind = component_types["plan"]
    kind.set_up(other)
    kind.copy(component, other)
    made = Plan.objects.get(component=other)
    assert made.drawing == plan.drawing
    assert (made.parts.count(), made.annotations_count, made.annotations.count()) == (2, 0, 0)
