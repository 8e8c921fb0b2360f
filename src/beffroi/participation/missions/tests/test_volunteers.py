"""Places are given once, the waiting list is served in order, contact details are seen by few and forgotten."""

from datetime import timedelta
from threading import Thread

import pytest
from django.db import connection

from beffroi.commons.notifications.models import Notification
from beffroi.commons.privacy.types import personal_data
from beffroi.ground.people.models import Account
from beffroi.kernel import clock
from beffroi.kernel.jobs import run_due
from beffroi.kernel.rules import Refused
from beffroi.participation.missions import actions, jobs
from beffroi.participation.missions.models import Mission, Signup, Task
from beffroi.participation.missions.rules import may_see_contacts


def come(task, person, at):
    return actions.volunteer(task=task, person=person, at=at, name=person.voice.name, phone="05 55 00 00 00")


def kinds(account):
    return list(Notification.objects.filter(account=account).order_by("pk").values_list("kind", flat=True))


def test_who_leaves_gives_her_place_to_who_waited_longest(hands, alice, david, chloe, at):
    task = hands(capacity=1)
    first, second, third = come(task, alice, at), come(task, david, at + timedelta(seconds=1)), come(task, chloe, at + timedelta(seconds=2))
    assert [first.state, second.state, third.state] == ["in", "waiting", "waiting"]
    assert come(task, alice, at).pk == first.pk  # once each
    actions.leave(signup=first, person=alice, at=at)
    states = {row.account_id: row.state for row in Signup.objects.all()}
    assert states == {alice.pk: "left", david.pk: "in", chloe.pk: "waiting"}
    task.refresh_from_db()
    assert (task.taken, task.waiting, Mission.objects.get(pk=task.mission_id).volunteers_count) == (1, 1, 1)
    assert Signup.objects.get(account=alice).phone == ""
    run_due(at=clock.now())
    assert kinds(david) == ["missions:registered"]  # the place that came free; she is told what holds now
    assert come(task, alice, at).state == "waiting"


def test_a_bigger_room_serves_the_waiting_list_and_a_smaller_one_drives_nobody_out(hands, team, alice, david, at):
    task = hands(capacity=1)
    come(task, alice, at), come(task, david, at)
    actions.save_task(mission=task.mission, person=team, fields={"capacity": 2}, at=at, task=task)
    assert Signup.objects.filter(state="in").count() == 2
    with pytest.raises(Refused):
        actions.save_task(mission=task.mission, person=team, fields={"capacity": 1}, at=at, task=task)


def test_another_hour_and_a_cancellation_are_told(hands, team, alice, at):
    task = hands()
    come(task, alice, at)
    later = task.starts_at + timedelta(hours=1)
    actions.save_task(
        mission=task.mission, person=team, fields={"starts_at": later, "ends_at": later + timedelta(hours=2)}, at=at, task=task
    )
    run_due(at=clock.now())
    actions.cancel_task(task=task, person=team, why="Il y aura de l’orage.", at=at)
    run_due(at=clock.now())
    assert kinds(alice) == ["missions:moved", "missions:cancelled"]
    assert "orage" in Notification.objects.filter(account=alice).latest("pk").params["why"]
    with pytest.raises(Refused):
        come(Task.objects.select_related("mission__component__process").get(pk=task.pk), team, at)


def test_each_volunteer_is_reminded_once(hands, alice, at):
    come(hands(hours=20), alice, at)
    come(hands(hours=90), alice, at)
    jobs.remind_volunteers()
    assert kinds(alice).count("missions:reminder") == 1
    assert not actions.remind(at=at, before=at + timedelta(hours=30))


def test_only_the_team_of_the_process_reaches_volunteers(hands, team, manager, admin, alice):
    mission = hands().mission
    assert may_see_contacts(team, mission) is None
    for person in (manager, admin, alice):  # a right held in the town is not enough
        assert may_see_contacts(person, mission) is not None


def test_hours_are_kept_and_contacts_are_forgotten(hands, team, alice, david, at):
    task = hands(hours=1)
    rows = [come(task, alice, at), come(task, david, at)]
    after = task.ends_at + timedelta(hours=1)
    actions.note_hours(task=task, person=team, came={rows[0].pk: 180}, at=after)
    actions.note_hours(task=task, person=team, came={rows[0].pk: 150}, at=after)
    assert Mission.objects.get(pk=task.mission_id).minutes_given == 150
    personal_data["missions"].forget(task.ends_at + timedelta(days=29))
    assert Signup.objects.get(pk=rows[0].pk).phone
    personal_data["missions"].forget(task.ends_at + timedelta(days=31))
    kept = Signup.objects.get(pk=rows[0].pk)
    assert kept.reach == {"name": "", "phone": "", "email": ""}
    assert (kept.has_come, kept.minutes) == (True, 150)


def test_who_leaves_the_town_leaves_no_trace_and_frees_her_place(hands, memory, sent, shown, alice, david, at):
    task = hands(capacity=1)
    come(task, alice, at), come(task, david, at)
    sent(memory, alice), shown(memory, alice, "Public")
    assert len(list(personal_data["missions"].export(alice))) >= 3
    personal_data["missions"].erase(account=alice, at=at)
    assert Signup.objects.get(account=david).state == "in"
    assert not Signup.objects.filter(account=alice).exists()
    assert list(memory.contributions.values_list("title", flat=True)) == ["Public"]
    memory.refresh_from_db()
    assert memory.waiting_count == 0


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_many_come_at_once_for_few_places(hands, at):
    task = hands(capacity=5)
    people = [Account.objects.create(email=f"main{n}@example.org") for n in range(24)]
    for person in people:
        person.voice = person.voice if hasattr(person, "voice") else None
    errors = []

    def run(mine):
        try:
            for person in mine:
                actions.volunteer(
                    task=Task.objects.select_related("mission__component__process").get(pk=task.pk), person=person, at=at, name="Main"
                )
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [Thread(target=run, args=(people[n::4],)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not errors
    task.refresh_from_db()
    assert (task.taken, task.waiting) == (5, 19)
    assert Signup.objects.filter(state="in").count() == 5
