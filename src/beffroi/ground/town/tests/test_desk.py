import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image as Pillow

from beffroi.ground.town.actions import set_up_legal, set_up_town
from beffroi.ground.town.models import ExceptionalDay, Legal, OpeningHours, Town
from beffroi.ground.town.types import Feature, features
from beffroi.ground.town.views.desk import SECTIONS
from beffroi.ui.desk import desk_tasks

pytestmark = pytest.mark.django_db
BASE = "/bureau/reglages/"


@pytest.fixture
def town(at, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    set_up_legal(at=at)
    return set_up_town(name="Bellerive", at=at)


@pytest.fixture
def desk(at_the_desk, admin, town):
    return at_the_desk(admin)


def version(model=Town):
    return model.objects.get().version


def png(colour="red"):
    out = io.BytesIO()
    Pillow.new("RGB", (64, 64), colour).save(out, "PNG")
    return SimpleUploadedFile("logo.png", out.getvalue())


@pytest.mark.parametrize("kind", ["", "dates/", *[f"{kind}/" for kind in SECTIONS]])
def test_only_the_administrator_reaches_the_settings(client, desk, at_the_desk, manager, alice, kind):
    page = desk.get(BASE + kind)
    assert (page.status_code, page.content.count(b"<h1")) == (200, 1)
    assert client.get(BASE + kind).status_code == 302
    for person in (manager, alice):
        assert at_the_desk(person).get(BASE + kind).status_code == 403
        assert at_the_desk(person).post(BASE + kind, {"name": "X"}).status_code == 403
    assert Town.objects.get().name == "Bellerive"


def test_without_a_second_factor_the_door_is_closed(client, admin, town):
    client.force_login(admin)
    assert client.get(BASE).status_code == 403


def test_the_identity_is_checked_and_kept(desk):
    form = {"name": "Hautmont", "kind": "commune", "siren": "732 829 320", "population": "3021", "tagline": "", "version": version()}
    assert desk.post(BASE + "identity/", form | {"siren": "732829321"}).status_code == 200
    assert Town.objects.get().name == "Bellerive"
    assert desk.post(BASE + "identity/", form).status_code == 302
    town = Town.objects.get()
    assert (town.name, town.siren, town.population) == ("Hautmont", "732829320", 3021)


def test_what_was_typed_stays_when_something_is_wrong(desk):
    html = desk.post(BASE + "identity/", {"name": "Nouveau nom", "kind": "commune", "siren": "12", "version": version()}).content.decode()
    assert 'value="Nouveau nom"' in html
    assert "Ce n’est pas un SIREN" in html


def test_two_people_edit_and_both_texts_are_shown(desk, at):
    old = version()
    set_up_town(name="Nom de l’autre", at=at)
    form = {"name": "Mon nom", "kind": "commune", "version": old}
    html = desk.post(BASE + "identity/", form).content.decode()
    assert 'value="Mon nom"' in html
    assert "Nom de l’autre" in html
    assert desk.post(BASE + "identity/", form | {"version": version()}).status_code == 302
    assert Town.objects.get().name == "Mon nom"


def test_opening_hours_are_written_as_people_write_them(desk):
    form = {"day_0": "9h-12h, 13h30-17h", "day_5": "10h à 12h", "closed_on_holidays": "on", "version": version()}
    assert "n’est pas compris" in desk.post(BASE + "hours/", form | {"day_1": "matin"}).content.decode()
    assert not OpeningHours.objects.exists()
    assert desk.post(BASE + "hours/", form).status_code == 302
    assert OpeningHours.objects.count() == 3
    assert "09:00–12:00, 13:30–17:00" in desk.get(BASE + "hours/").content.decode()


def test_exceptional_days_are_added_replaced_and_removed(desk):
    assert desk.post(BASE + "dates/", {"date": "2026-12-24", "label": "Veille de Noël", "hours": "9h-12h"}).status_code == 302
    assert desk.post(BASE + "dates/", {"date": "2026-12-24", "label": "Fermé", "hours": ""}).status_code == 302
    row = ExceptionalDay.objects.get()
    assert (row.label, row.hours) == ("Fermé", [])
    assert desk.get(f"{BASE}dates/{row.pk}/retirer/").status_code == 405
    desk.post(f"{BASE}dates/{row.pk}/retirer/")
    assert not ExceptionalDay.objects.exists()


def test_a_logo_must_be_a_picture_and_described(desk):
    form = {"colour": "#aa3300", "version": version()}
    assert desk.post(BASE + "theme/", form | {"picture": png()}).status_code == 200
    assert (
        desk.post(BASE + "theme/", form | {"picture": SimpleUploadedFile("logo.png", b"<svg/>"), "picture_alt": "Blason"}).status_code
        == 200
    )
    assert Town.objects.get().logo is None
    assert desk.post(BASE + "theme/", form | {"picture": png(), "picture_alt": "Blason"}).status_code == 302
    assert (Town.objects.get().colour, Town.objects.get().logo.alt) == ("#aa3300", "Blason")
    assert Town.current().logo_url in desk.get(BASE + "theme/").content.decode()
    desk.post(BASE + "theme/", {"colour": "#aa3300", "without_logo": "on", "version": version()})
    assert Town.objects.get().logo is None


def test_languages_and_features_are_switched(desk):
    with features.with_only(Feature("forum", "Forum")):
        assert desk.post(BASE + "use/", {"languages": ["en"], "version": version()}).status_code == 200
        assert desk.post(BASE + "use/", {"languages": ["fr"], "version": version()}).status_code == 302
        town = Town.objects.get()
        assert (town.languages, town.features) == (["fr"], {"forum": False})
        assert [code for code, _name in town.language_choices] == ["fr"]


@pytest.mark.parametrize(
    ("conformity", "rate", "date", "saved"),
    [("not", "", "", True), ("partly", "", "2026-01-10", False), ("partly", "49.9", "2026-01-10", False), ("partly", "50", "2026-01-10", True),
     ("partly", "50", "", False), ("fully", "99", "2026-01-10", False), ("fully", "100", "2026-01-10", True), ("not", "101", "", False)],
)  # fmt: skip
def test_conformity_is_claimed_only_with_an_audit(desk, conformity, rate, date, saved):
    form = {"conformity": conformity, "audit_rate": rate, "audit_date": date, "version": version(Legal)}
    assert (desk.post(BASE + "accessibility/", form).status_code == 302) is saved


def test_what_is_missing_is_said_until_it_is_there(desk, at):
    assert "responsable de la publication n’est pas indiquée" in desk.get(BASE).content.decode()
    waiting = desk_tasks["settings"].count(None, at)
    set_up_legal(at=at, publication_director="Odile Martin")
    assert "responsable de la publication n’est pas indiquée" not in desk.get(BASE).content.decode()
    assert desk_tasks["settings"].count(None, at) == waiting - 1
