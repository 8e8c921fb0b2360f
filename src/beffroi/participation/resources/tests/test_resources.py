import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from beffroi.commons.search.queries import find
from beffroi.kernel import clock
from beffroi.kernel.rules import Refused
from beffroi.participation.resources import actions
from beffroi.participation.resources.glossary import Glossary
from beffroi.participation.resources.models import Resource, Term
from beffroi.participation.spaces.editing import Stale
from beffroi.participation.spaces.kitchen import ready_component
from beffroi.participation.spaces.tests.doors import at_desk


@pytest.fixture
def at():
    return clock.now()


@pytest.fixture
def component(db, at):
    return ready_component("resource", at=at)


@pytest.fixture
def desk(component):
    return lambda name, *args: reverse(f"resources_desk:{name}", args=[component.process_id, component.pk, *args])


def about(component, at, **more):
    fields = {
        "title": "De quoi s’agit-il ?",
        "text": "Le PLU change. Le PLU dit ce qu’on peut bâtir.",
        "easy_text": "Le plan change.",
    } | more
    return actions.add_resource(component=component, person=None, kind="about", fields=fields, at=at)


def test_the_page_is_calm_and_complete(component, at):
    about(component, at)
    for kind, fields in (
        ("figure", {"figure": "1,2 M€", "title": "Le budget", "source": "Ville"}),
        ("question", {"title": "Combien de temps ?", "text": "Un an."}),
        ("link", {"title": "La loi", "url": "https://example.org/loi"}),
    ):
        actions.add_resource(component=component, person=None, kind=kind, fields=fields, at=at)
    actions.save_term(component=component, person=None, word="PLU", others="plan local d’urbanisme", meaning="Plan local d’urbanisme")
    address = reverse("resources:show", args=[component.process.slug, component.pk])
    response = Client().get(address)
    shown = response.content.decode()
    for words in ("1,2 M€", "Combien de temps", "https://example.org/loi", "Plan local d’urbanisme"):
        assert words in shown
    assert shown.count('popovertarget="sens-') == 1
    assert shown.count("<h1") == 1
    assert not response.cookies
    easy = Client().get(address, {"falc": "1"}).content.decode()
    assert "Le plan change." in easy


def test_what_is_not_published_is_not_shown(component, at):
    row = about(component, at)
    actions.unpublish_resource(resource=row, person=None, at=at)
    assert "Le PLU change" not in Client().get(reverse("resources:show", args=[component.process.slug, component.pk])).content.decode()
    assert len(find("PLU")) == 0


def test_two_people_edit_one_text(component, at, manager, admin):
    row = about(component, at)
    actions.edit_resource(resource=row, person=manager, seen=0, fields={"text": "De Manon"}, at=at)
    with pytest.raises(Stale):
        actions.edit_resource(resource=row, person=admin, seen=0, fields={"text": "D’Ada"}, at=at)
    assert Resource.objects.get().text == "De Manon"


def test_a_citizen_writes_nothing_here(component, at, alice):
    with pytest.raises(Refused):
        actions.add_resource(component=component, person=alice, kind="text", fields={"title": "Pirate"}, at=at)


@pytest.mark.parametrize("kind", [kind for kind, _label in Resource.KINDS])
def test_each_kind_has_its_form(component, desk, manager, alice, kind):
    assert at_desk(manager).get(desk("add", kind)).status_code == 200
    assert at_desk(alice).get(desk("add", kind)).status_code == 403


def test_writing_ordering_and_removing_at_the_desk(component, desk, manager, at):
    client = at_desk(manager)
    assert client.post(desk("add", "text"), {"title": "", "text": "Gardé"}).status_code == 422
    for title in ("Un", "Deux"):
        assert client.post(desk("add", "text"), {"title": title, "text": "Texte."}).status_code == 302
    second = Resource.objects.get(title="Deux")
    client.post(desk("do", second.pk, "monter"))
    assert [r.title for r in Resource.objects.order_by("position")] == ["Deux", "Un"]
    assert client.post(desk("edit", second.pk), {"seen": 0, "title": "Deux bis", "text": "Texte.", "easy_text": ""}).status_code == 302
    client.post(desk("do", second.pk, "supprimer"))
    assert Resource.objects.count() == 1
    assert client.post(desk("new_term"), {"word": "ZAC", "others": "", "meaning": "Zone"}).status_code == 302
    assert client.post(desk("new_term"), {"word": "ZAC", "others": "", "meaning": "Autre"}).status_code == 422
    client.post(desk("forget_term", Term.objects.get().pk))
    assert not Term.objects.exists()
    assert client.get(desk("desk")).status_code == 200


def test_a_document_that_lies_about_its_type_is_refused(component, desk, manager):
    lie = SimpleUploadedFile("plan.pdf", b"<script>alert(1)</script>", content_type="application/pdf")
    response = at_desk(manager).post(desk("add", "document"), {"title": "Le plan", "document": lie, "text": "", "source": ""})
    assert response.status_code == 422
    assert not Resource.objects.exists()


def test_the_glossary_marks_text_only():
    glossary = Glossary([Term(pk=1, word="PLU", others="", meaning="…"), Term(pk=2, word="arbre", others="arbres", meaning="…")])
    marked = glossary.mark('<h2>PLU</h2><p title="PLU">Le plu et <a href="/plu">PLU</a> des Arbres, arbrisseaux. PLU.</p>')
    assert marked.count('popovertarget="sens-1"') == 1
    assert '<h2>PLU</h2><p title="PLU">Le <button type="button" class="link term" popovertarget="sens-1">plu</button>' in marked
    assert 'popovertarget="sens-2">Arbres</button>' in marked
