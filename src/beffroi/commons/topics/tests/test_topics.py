"""Topics: given, renamed, merged, hidden, followed."""

import pytest
from django import forms
from django.core.exceptions import ValidationError

from beffroi.commons.notifications.models import Notification
from beffroi.commons.notifications.types import FollowerSource, follower_sources
from beffroi.commons.search.queries import find
from beffroi.commons.topics import actions, jobs
from beffroi.commons.topics.fields import TagsField
from beffroi.commons.topics.models import Tag, Tagging
from beffroi.commons.topics.queries import links_of, subjects_with, suggestions, tags_of
from beffroi.kernel.jobs import run_due
from beffroi.kernel.rules import Refused
from beffroi.kernel.subjects import Subject

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("things")]
ONE, TWO = Subject("sheet", 1), Subject("sheet", 2)


def names(subject):
    return [tag.name for tag in tags_of([subject])[subject]]


def test_a_thing_has_the_topics_it_was_given_and_no_others():
    actions.tag(subject=ONE, names=["Vélo", " École ", "velo"])
    actions.tag(subject=ONE, names=["École", "Eau"])
    assert names(ONE) == ["Eau", "École"]
    assert dict(Tag.objects.values_list("name", "uses_count")) == {"Vélo": 0, "École": 1, "Eau": 1}


@pytest.mark.parametrize(("given", "code"), [(["a", "b", "c", "d", "e", "f"], "many"), (["!!!"], "no_name"), (["x" * 61], "long_name")])
def test_what_is_no_topic_is_refused(given, code):
    with pytest.raises(Refused) as refused:
        actions.tag(subject=ONE, names=given)
    assert refused.value.refusal.code == code
    assert not Tag.objects.exists()


def test_topics_of_many_things_cost_one_query(django_assert_num_queries):
    for pk in range(1, 51):
        actions.tag(subject=Subject("sheet", pk), names=["Vélo", "Eau"])
    for many in (5, 50):
        with django_assert_num_queries(1):
            found = tags_of([Subject("sheet", pk) for pk in range(1, many + 1)])
        assert all(len(tags) == 2 for tags in found.values())
    assert tags_of([]) == {}


def test_merging_keeps_all_and_the_old_name_stands_for_the_new(at):
    (bike,) = actions.tag(subject=ONE, names=["Vélo"])
    cycles, _bike = actions.tag(subject=TWO, names=["Bicyclette", "Vélo"])
    actions.merge(tag=bike, into=cycles, at=at)
    assert names(ONE) == names(TWO) == ["Bicyclette"]
    cycles.refresh_from_db()
    assert cycles.uses_count == 2
    actions.tag(subject=Subject("sheet", 3), names=["vélo"])
    assert names(Subject("sheet", 3)) == ["Bicyclette"]


@pytest.mark.parametrize("again", [True, False])
def test_a_topic_is_not_merged_into_itself_nor_twice(at, again):
    one, two = actions.tag(subject=ONE, names=["Un", "Deux"])
    if again:
        actions.merge(tag=one, into=two, at=at)
        one.refresh_from_db()
    with pytest.raises(Refused):
        actions.merge(tag=one, into=two if again else one, at=at)


def test_renaming_keeps_the_old_address(at, client):
    (tag,) = actions.tag(subject=ONE, names=["Vélo"])
    actions.edit(tag=tag, name="Mobilités douces", description="À pied, à vélo.", colour="leaf", at=at)
    assert names(ONE) == ["Mobilités douces"]
    assert client.get("/themes/velo/").url == "/themes/mobilites-douces/"
    actions.edit(tag=tag, name="Vélo", description="", colour="", at=at)
    assert client.get("/themes/mobilites-douces/").url == "/themes/velo/"


def test_a_name_that_another_topic_has_merges(at):
    one, two = actions.tag(subject=ONE, names=["Vélo", "Bicyclette"])
    assert actions.edit(tag=one, name="bicyclette", description="", colour="", at=at) == two
    assert names(ONE) == ["Bicyclette"]


def test_a_topic_is_found_and_its_things_by_it(at):
    (tag,) = actions.tag(subject=ONE, names=["Mobilité"])
    assert [hit.subject for hit in find("mobilités")] == [tag.subject]
    actions.set_hidden(tag_id=tag.pk, hidden=True, at=at)
    assert not find("mobilité").rows
    assert names(ONE) == []
    actions.set_hidden(tag_id=tag.pk, hidden=False, at=at)
    assert names(ONE) == ["Mobilité"]


def test_links_are_read_both_ways_and_leave_out_what_is_hidden(things):
    actions.link(source=ONE, target=TWO, kind="comes_from")
    actions.link(source=ONE, target=TWO, kind="comes_from")
    actions.link(source=Subject("sheet", 3), target=TWO, kind="comes_from")
    there, back = links_of(ONE), links_of(TWO)
    assert [card.subject for card in there[0].cards] == [TWO]
    assert [card.subject for card in back[0].cards] == [ONE, Subject("sheet", 3)]
    assert str(there[0].label) != str(back[0].label)
    things.hidden.add(1)
    assert [card.subject for card in links_of(TWO)[0].cards] == [Subject("sheet", 3)]
    actions.unlink(source=ONE, target=TWO, kind="comes_from")
    assert links_of(ONE) == []


@pytest.mark.parametrize("kind", ["nothing", "about"])
def test_only_known_links_to_something_else(kind):
    with pytest.raises((LookupError, Refused)):
        actions.link(source=ONE, target=ONE, kind=kind)


def test_suggestions_and_filters():
    actions.tag(subject=ONE, names=["Vélo", "Eau"])
    actions.tag(subject=TWO, names=["Vélo"])
    assert [tag.name for tag in suggestions("")] == ["Vélo", "Eau"]
    assert [tag.name for tag in suggestions("vél")] == ["Vélo"]
    assert {row["subject_id"] for row in subjects_with(["velo"], "sheet")} == {1, 2}
    assert {row["subject_id"] for row in subjects_with(["velo", "eau"], "sheet")} == {1}


@pytest.mark.parametrize(("typed", "read"), [("Vélo, eau ,, VELO, #parc", ["Vélo", "eau", "parc"]), ("", []), (" , ", [])])
def test_the_field_reads_names(typed, read):
    assert TagsField().clean(typed) == read


@pytest.mark.parametrize(("typed", "code"), [("a,b,c,d,e,f", "many"), ("x" * 70, "long_name"), ("§, !", "no_name")])
def test_the_field_says_what_is_wrong(typed, code):
    with pytest.raises(ValidationError) as wrong:
        TagsField().clean(typed)
    assert [one.code for one in wrong.value.error_list] == [code]


def test_the_field_may_know_only_what_there_is():
    actions.tag(subject=ONE, names=["Vélo"])
    assert TagsField(known_only=True).clean("velo") == ["velo"]
    with pytest.raises(ValidationError, match="neuf"):
        TagsField(known_only=True).clean("Tout neuf")


class Follows(FollowerSource):
    kind = "test"

    def __init__(self, followers):
        self.voices = followers

    def followers(self, subject, *, after, size):
        return [voice for voice in self.voices if voice > after][:size]

    def followed_by(self, voice_id):
        return []


def test_followers_of_a_topic_hear_of_what_is_new_once_it_is_public(things, alice, at):
    things.hidden.add(1)
    (tag,) = actions.tag(subject=ONE, names=["Vélo"])
    Tag.objects.filter(pk=tag.pk).update(follows_count=1)
    Tagging.objects.update(created_at=at)
    with follower_sources.with_only(Follows([alice.voice.pk])):
        for hidden in (True, True, False, False):
            things.hidden = {1} if hidden else set()
            jobs.tell_what_is_new_at(at)
            run_due(at=at.replace(year=at.year + 10))
    assert [(row.params["title"], row.account) for row in Notification.objects.all()] == [("Fiche 1", alice)]


def test_the_field_suggests_what_there_is():
    class TagsForm(forms.Form):
        tags = TagsField()

    actions.tag(subject=ONE, names=['<b>"Vélo"'])
    text = str(TagsForm({"tags": '"><script>'}))
    assert 'list="id_tags_known"' in text
    assert 'id="id_tags_known"' in text
    assert "&lt;b&gt;" in text
    assert "<script>" not in text
