import re
from datetime import timedelta

import pytest
from django.core import mail as outbox

from beffroi.commons.notifications.models import Notification
from beffroi.kernel import jobs
from beffroi.kernel.models import Mail
from beffroi.kernel.rules import Refused
from beffroi.participation.meetings.actions import meetings, places
from beffroi.participation.meetings.holder import erase, forget
from beffroi.participation.meetings.jobs import remind
from beffroi.participation.meetings.models import Meeting, Registration, room_code, ticket_code
from beffroi.participation.spaces.models import TeamMember


def states(meeting):
    return list(Registration.objects.filter(meeting=meeting).order_by("pk").values_list("state", flat=True))


def test_the_last_place_is_taken_once_and_later_ones_wait_in_order(meeting, register, make_person, fresh):
    for number in range(5):
        register(make_person(f"P{number}"))
    assert states(meeting) == ["taken", "taken", "waiting", "waiting", "waiting"]
    row = fresh(meeting)
    assert (row.places_taken, row.waiting_count, row.free_places) == (2, 3, 0)


def test_registering_twice_is_registering_once(meeting, register, alice, fresh):
    assert register(alice).pk == register(alice).pk
    assert fresh(meeting).places_taken == 1


def test_a_place_that_frees_goes_to_who_waited_longest_who_is_told(meeting, register, make_person, at, fresh):
    people = [make_person(f"P{number}") for number in range(5)]
    rows = [register(person) for person in people]
    places.give_back(registration=rows[0], at=at)
    assert states(meeting) == ["cancelled", "taken", "taken", "waiting", "waiting"]
    places.give_back(registration=rows[0], at=at)  # twice is once
    assert fresh(meeting).places_taken == 2
    jobs.run_due(at=at + timedelta(minutes=1))
    assert Notification.objects.filter(account=people[2], kind="meetings:freed").count() == 1
    assert not Notification.objects.filter(account=people[3]).exists()
    assert Mail.objects.filter(to=people[2].email, key__startswith="meeting-freed").exists()


def test_more_places_call_the_queue_and_fewer_than_taken_are_refused(meeting, register, make_person, at, fresh):
    for number in range(4):
        register(make_person(f"P{number}"))
    meetings.edit(meeting=meeting, person=None, seen=99, values={"capacity": 3, "reserved": 0}, at=at)
    assert states(meeting) == ["taken", "taken", "taken", "waiting"]
    with pytest.raises(Refused):
        meetings.edit(meeting=meeting, person=None, seen=99, values={"capacity": 1, "reserved": 0}, at=at)
    assert fresh(meeting).capacity == 3


def test_places_that_the_team_keeps_are_given_by_the_team_alone(make_meeting, register, alice, bob, manager, at):
    meeting = make_meeting(capacity=2, reserved=1)
    assert register(alice, meeting).state == "taken"
    assert register(bob, meeting).state == "waiting"
    guest = places.write_down(meeting=meeting, person=manager, name="Mme Roy", email="", is_reserved=True, at=at)
    assert guest.state == "taken"
    with pytest.raises(Refused):
        places.write_down(meeting=meeting, person=manager, name="M. Roy", email="", is_reserved=True, at=at)
    with pytest.raises(Refused):
        places.write_down(meeting=meeting, person=alice, name="Moi", email="", is_reserved=False, at=at)
    assert Registration.objects.get(meeting=meeting, account=bob).state == "waiting"


def test_who_joins_online_takes_no_place_in_the_room(make_meeting, register, alice, bob, fresh):
    meeting = make_meeting(kind="hybrid", capacity=1, online_url="https://visio.example/1")
    register(alice, meeting)
    assert register(bob, meeting, is_online=True).state == "taken"
    assert (fresh(meeting).places_taken, fresh(meeting).online_count) == (1, 1)


@pytest.mark.parametrize("change", ["over", "closed", "cancelled", "draft", "none"])
def test_when_nobody_registers_the_sentence_says_why(make_meeting, register, alice, at, change, fresh):
    values = {
        "over": {"starts": -timedelta(days=1)}, "closed": {"registration_until": at - timedelta(hours=1)}, "cancelled": {},
        "draft": {"announced": False}, "none": {"registration": "none"},
    }[change]  # fmt: skip
    meeting = make_meeting(**values)
    if change == "cancelled":
        meetings.cancel(meeting=meeting, person=None, why="La salle est inondée.", at=at)
    with pytest.raises(Refused) as refused:
        register(alice, fresh(meeting))
    assert refused.value.refusal.code == change
    assert not Registration.objects.exists()


def test_the_ticket_comes_by_mail_with_its_code_and_a_reminder_once_for_each_hour(make_meeting, register, alice, at, fresh):
    meeting = make_meeting(starts=timedelta(hours=30))
    row = register(alice, meeting)
    Registration.objects.update(created_at=at - timedelta(days=2))
    jobs.run_due(at=at + timedelta(minutes=1))
    sent = [one for one in outbox.outbox if one.to == [alice.email]]
    assert row.code in sent[-1].body
    assert f"/billet/{row.key}/qr.png" in str(sent[-1].alternatives[0][0])
    reminders = Mail.objects.filter(key__startswith="meeting-reminder")
    assert not reminders.exists()
    Meeting.objects.filter(pk=meeting.pk).update(starts_at=at + timedelta(hours=20))
    for _again in range(2):
        remind.function()
    assert reminders.count() == 1
    meetings.edit(meeting=fresh(meeting), person=None, seen=99, values={"starts_at": at + timedelta(hours=21)}, at=at)
    remind.function()
    assert reminders.count() == 2


def test_moving_and_cancelling_are_told_to_all_who_registered(meeting, register, make_person, at, fresh):
    people = [make_person(f"P{number}") for number in range(3)]
    for person in people:
        register(person)
    meetings.edit(meeting=meeting, person=None, seen=99, values={"place": "Préau de l’école"}, at=at)
    jobs.run_due(at=at + timedelta(minutes=1))
    assert Mail.objects.filter(key__startswith="meeting-moved").count() == 3
    meetings.cancel(meeting=meeting, person=None, why="La salle est inondée.", at=at)
    jobs.run_due(at=at + timedelta(minutes=1))
    cancelled = Mail.objects.filter(key__startswith="meeting-cancelled")
    assert cancelled.count() == 3
    assert "La salle est inondée." in cancelled.first().text
    assert fresh(meeting).sequence == 2


def test_whoever_leaves_frees_her_place_and_half_a_year_later_names_are_gone(meeting, register, make_person, at, fresh):
    people = [make_person(f"P{number}") for number in range(3)]
    rows = [register(person) for person in people]
    erase(people[0], at)
    rows[0].refresh_from_db()
    assert (rows[0].account, rows[0].name, rows[0].state) == (None, "", "cancelled")
    assert states(meeting)[2] == "taken"
    forget(at + timedelta(days=100))
    assert Registration.objects.exclude(name="").count() == 2
    forget(at + timedelta(days=200))
    assert not Registration.objects.exclude(name="").exists()
    assert fresh(meeting).places_taken == 2


def test_the_team_hears_once_of_each_step(make_meeting, register, make_person, manager, at, component):
    TeamMember.objects.create(process=component.process, account=manager, role="manager")
    meeting = make_meeting(capacity=4)
    for number in range(4):
        register(make_person(f"P{number}"), meeting)
    jobs.run_due(at=at + timedelta(minutes=1))
    told = Notification.objects.filter(account=manager, kind="meetings:filling").values_list("params__percent", flat=True)
    assert sorted(told) == [50, 100]


def test_codes_are_easy_to_read_aloud():
    assert all(re.fullmatch(r"[2-9A-HJ-NP-Z]+", word) for word in (room_code(), ticket_code()))
