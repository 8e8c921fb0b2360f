import pytest
from django.db import IntegrityError, transaction

from beffroi.ground.town.actions import change_town, set_up_town
from beffroi.ground.town.models import Town
from beffroi.ground.town.rules import must_be_switched_on
from beffroi.ground.town.types import Feature, features
from beffroi.ground.town.vocabulary import VOCABULARIES
from beffroi.kernel.models import Record
from beffroi.kernel.rules import Refused

pytestmark = pytest.mark.django_db


def test_before_its_settings_the_town_has_a_name(db):
    assert Town.current().name
    assert not Town.objects.exists()


def test_a_change_is_seen_at_once_and_the_rest_is_remembered(at, django_assert_num_queries):
    set_up_town(name="Bellerive", at=at)
    assert Town.current().name == "Bellerive"
    with django_assert_num_queries(1):  # the edition only
        assert Town.current().name == "Bellerive"
    set_up_town(name="Hautmont", at=at)
    assert Town.current().name == "Hautmont"


def test_there_is_one_town(at):
    set_up_town(name="Bellerive", at=at)
    with pytest.raises(IntegrityError), transaction.atomic():
        Town.objects.create(pk=2, name="Another")


def test_only_an_administrator_changes_the_settings(admin, manager, alice, at):
    town = set_up_town(name="Bellerive", at=at)
    version = Town.objects.get().version
    for person in (manager, alice):
        with pytest.raises(Refused):
            change_town(person=person, part="identity", values={"name": "X"}, version=version, at=at)
    town = change_town(person=admin, part="identity", values={"name": "Hautmont"}, version=version, at=at)
    assert (town.name, town.version) == ("Hautmont", version + 1)
    assert Record.objects.filter(name="town.TownChanged", data__account_id=admin.pk).exists()


def test_two_people_edit_and_nobody_is_overwritten(admin, at):
    set_up_town(name="Bellerive", at=at)
    version = Town.objects.get().version
    change_town(person=admin, part="identity", values={"name": "First"}, version=version, at=at)
    with pytest.raises(Refused) as refused:
        change_town(person=admin, part="identity", values={"name": "Second"}, version=version, at=at)
    assert refused.value.refusal.code == "stale"
    assert Town.objects.get().name == "First"


def test_a_feature_can_be_switched_off(at):
    with features.with_only(Feature("forum", "Forum"), Feature("lab", "Lab", default=False)):
        set_up_town(name="Bellerive", at=at)
        assert Town.current().has("forum")
        assert not Town.current().has("lab")
        set_up_town(name="Bellerive", at=at, features={"forum": False, "lab": True})
        assert must_be_switched_on("forum").code == "switched_off"
        assert must_be_switched_on("lab") is None


@pytest.mark.parametrize("kind", VOCABULARIES)
def test_every_kind_of_public_body_has_its_words_in_french(kind, at):
    words = Town(name="X", kind=kind).words
    for name in ("the_territory", "of_the_territory", "in_the_territory", "the_institution", "head", "council"):
        assert str(getattr(words, name)).startswith(("l", "d", "n"))
