"""What a mission asks, what people send, what becomes of it."""

from datetime import timedelta

import pytest

from beffroi.commons.notifications.models import Notification
from beffroi.commons.search.queries import find
from beffroi.kernel import clock
from beffroi.kernel.jobs import run_due
from beffroi.kernel.rules import Refused
from beffroi.kernel.subjects import Subject
from beffroi.participation.missions import actions
from beffroi.participation.missions.component import Missions
from beffroi.participation.missions.models import Contribution, Mission, Story
from beffroi.participation.missions.types import StoryMaker, Told, story_makers
from beffroi.participation.spaces import actions as spaces
from beffroi.participation.spaces.models import Process


def notified(account):
    return list(Notification.objects.filter(account=account).order_by("pk").values_list("kind", flat=True))


def test_nothing_is_shown_before_the_team_accepts_it_and_the_author_is_told(memory, sent, alice, team, at):
    row = sent(memory, alice)
    before = Process.objects.get(pk=memory.component.process_id).contributions_count
    assert not find("sirène").rows
    assert Mission.objects.get(pk=memory.pk).waiting_count == 1
    actions.decide(contribution=row, person=team, state="accepted", at=at)
    run_due(at=clock.now())
    memory.refresh_from_db()
    assert (memory.waiting_count, memory.accepted_count) == (0, 1)
    assert Process.objects.get(pk=memory.component.process_id).contributions_count == before + 1
    assert [hit.subject for hit in find("sirène").rows] == [Subject("contribution", row.pk)]
    assert notified(alice) == ["missions:accepted"]


def test_a_refusal_and_a_change_say_why(memory, sent, alice, team, at):
    row = sent(memory, alice)
    with pytest.raises(Refused, match="Say why|Dites pourquoi"):
        actions.decide(contribution=row, person=team, state="refused", at=at)
    actions.decide(contribution=row, person=team, state="change", reason="Quelle année ?", at=at)
    actions.change(contribution=row, person=alice, fields={"title": row.title, "text": "C’était en 1968.", "period": "1968"}, at=at)
    row.refresh_from_db()
    assert (row.state, row.period) == (Contribution.WAITING, "1968")
    actions.decide(contribution=row, person=team, state="refused", reason="Ce n’est pas la tannerie.", at=at)
    run_due(at=clock.now())
    assert "missions:refused" in notified(alice)
    with pytest.raises(Refused):
        actions.change(contribution=row, person=alice, fields={"title": "Encore"}, at=at)


def test_only_who_reads_for_the_town_decides(memory, sent, alice, david, at):
    row = sent(memory, alice)
    for person in (alice, david):
        with pytest.raises(Refused):
            actions.decide(contribution=row, person=person, state="accepted", at=at)


def test_its_author_takes_it_back_and_nobody_else(memory, shown, alice, david, at):
    row = shown(memory, alice)
    with pytest.raises(Refused):
        actions.withdraw(contribution=row, person=david, at=at)
    actions.withdraw(contribution=row, person=alice, at=at)
    memory.refresh_from_db()
    assert memory.accepted_count == 0
    assert not find("sirène").rows
    with pytest.raises(Refused):
        actions.decide(contribution=row, person=david, state="accepted", at=at)


def test_what_is_changed_after_it_was_accepted_is_read_again(memory, shown, alice, at):
    row = shown(memory, alice)
    row = actions.change(contribution=row, person=alice, fields={"title": "La sirène de la tannerie"}, at=at)
    memory.refresh_from_db()
    assert (row.in_list, memory.accepted_count, memory.waiting_count) == (False, 0, 1)


def test_the_same_words_sent_twice_are_one_contribution(memory, sent, alice):
    assert sent(memory, alice).pk == sent(memory, alice).pk
    assert sent(memory, alice, "Autre chose").pk != sent(memory, alice).pk


def test_a_mission_takes_so_many_from_each_and_nothing_after_its_end(call, sent, alice, david, team, at):
    mission = call(most_each=1, ends_at=at + timedelta(days=2))
    sent(mission, alice)
    with pytest.raises(Refused):
        sent(mission, alice, "Une deuxième")
    sent(mission, david)
    actions.close_mission(mission=mission, person=team, at=at)
    mission.refresh_from_db()
    with pytest.raises(Refused):
        sent(mission, team)


def test_a_mission_opens_once_and_is_announced(component, team, at):
    mission = actions.create_mission(
        component=component, person=team, fields={"kind": "volunteer", "title": "Berges propres", "summary": "Venez."}, at=at
    )
    with pytest.raises(Refused):  # no task yet
        actions.publish_mission(mission=mission, person=team, at=at)
    starts = at + timedelta(days=3)
    actions.save_task(
        mission=mission, person=team, fields={"title": "Tri", "starts_at": starts, "ends_at": starts + timedelta(hours=1)}, at=at
    )
    actions.publish_mission(mission=mission, person=team, at=at)
    actions.publish_mission(mission=mission, person=team, at=at)
    assert component.process.happenings.filter(origin=f"mission-opened-{mission.pk}").count() == 1
    assert [hit.subject for hit in find("berges").rows] == [Subject("mission", mission.pk)]


def test_two_editors_do_not_overwrite_each_other(memory, team, at):
    actions.edit_mission(mission=memory, person=team, seen=0, fields={"title": "Un"}, at=at)
    with pytest.raises(Refused):
        actions.edit_mission(mission=memory, person=team, seen=0, fields={"title": "Deux"}, at=at)


def test_columns_keep_their_names_when_questions_change(birds, team):
    rows = list(birds.fields.all())
    assert [row.key for row in rows] == ["espece", "nombre", "vu_le_matin_ou_le_soir"]
    wanted = [actions.Wanted(rows[1].pk, "Combien", "number"), actions.Wanted(None, "Titre", "text"), actions.Wanted(None, "Date", "date")]
    actions.save_fields(mission=birds, person=team, wanted=wanted)
    assert [row.key for row in birds.fields.all()] == ["nombre", "titre", "q_date"]


def test_a_copied_process_keeps_the_calls_and_nothing_that_people_sent(birds, shown, alice, manager, at):
    shown(birds, alice)
    copied = spaces.duplicate(process=birds.component.process, person=manager, at=at)
    new = Mission.objects.get(component__process=copied)
    assert (new.title, new.published_at, new.fields.count(), new.contributions.count()) == (birds.title, None, 3, 0)


class Book(StoryMaker):
    kind = "book-of-tests"

    def __init__(self):
        self.told = []

    def may_make(self, person):
        return None

    def make(self, *, person, telling, at):
        self.told.append(telling)
        return Told(Subject("process", 1), "/bureau/pages/1/")


def test_the_best_become_a_story_and_their_authors_are_credited(memory, shown, sent, alice, david, team, at, monkeypatch):
    book = Book()
    monkeypatch.setattr(story_makers, "_known", {"book-of-tests": book}, raising=False)
    monkeypatch.setattr(actions.reviewing, "story_maker", lambda: book)
    first, second = shown(memory, alice, period="1968"), shown(memory, david, "Le portail", is_named=False)
    waiting = sent(memory, alice, "Pas encore lu")
    story = actions.draft_story(mission=memory, contributions=[first, waiting, second], title="La tannerie", person=team, at=at)
    (telling,) = book.told
    assert "La sirène de midi" in telling.text
    assert "Le portail" in telling.text
    assert "Pas encore lu" not in telling.text
    assert alice.voice.display_name in telling.credits
    assert david.voice.display_name not in telling.credits
    assert set(Story.objects.get(pk=story.pk).contributions.all()) == {first, second}
    with pytest.raises(Refused):
        actions.draft_story(mission=memory, contributions=[waiting], title="Vide", person=team, at=at)


def test_the_results_of_a_component_are_rows_for_the_open_data(birds, memory, shown, sent, alice):
    shown(birds, alice, answers={"espece": "Merle noir", "nombre": 3})
    shown(memory, alice, "=HYPERLINK()")
    sent(memory, alice, "Attend")
    tables = {table.name: list(table.rows) for table in Missions().results(birds.component)}
    assert len(tables["contributions"]) == 2
    assert "'=HYPERLINK()" in tables["contributions"][1]
    assert tables[f"mission-{birds.pk}"][0][-3:] == ["Merle noir", 3, ""]
