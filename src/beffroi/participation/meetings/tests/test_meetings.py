from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from icalendar import Calendar
from recurring_ical_events import of

from beffroi.commons.notifications.models import Notification
from beffroi.commons.search.queries import find
from beffroi.commons.topics.queries import links_of
from beffroi.kernel import jobs
from beffroi.kernel.models import Record
from beffroi.kernel.rules import Refused
from beffroi.kernel.subjects import Subject
from beffroi.participation.meetings import agendas
from beffroi.participation.meetings.actions import meetings
from beffroi.participation.meetings.forms import RepeatForm
from beffroi.participation.meetings.models import Meeting
from beffroi.participation.meetings.views.desk import starts_after
from beffroi.participation.spaces.models import Component

PARIS = ZoneInfo("Europe/Paris")


def calendar(url):
    answer = Client().get(url)
    assert answer.status_code == 200
    return Calendar.from_ical(answer.content)


def test_a_citizen_proposes_and_the_team_answers(component, alice, manager, david, at):
    values = {"title": "Balade", "text": "Voir les arbres.", "kind": "in_person", "place": "Kiosque"}
    hours = {"starts_at": at + timedelta(days=5), "ends_at": at + timedelta(days=5, hours=1)}
    kept, refused = (meetings.propose(component=component, person=alice, values=values | hours, at=at) for _number in range(2))
    assert Client().get(reverse("meetings:detail", args=[component.process.slug, component.pk, kept.pk])).status_code == 404
    with pytest.raises(Refused):
        meetings.publish(meeting=kept, person=david, at=at)
    meetings.publish(meeting=kept, person=manager, at=at)
    with pytest.raises(Refused):
        meetings.refuse(meeting=refused, person=manager, why=" ", at=at)
    meetings.refuse(meeting=refused, person=manager, why="Il y en a déjà une.", at=at)
    jobs.run_due(at=at + timedelta(minutes=1))
    assert set(Notification.objects.filter(account=alice).values_list("kind", flat=True)) == {"meetings:kept", "meetings:refused"}
    assert "Kiosque" in Client().get(reverse("meetings:detail", args=[component.process.slug, component.pk, kept.pk])).content.decode()


def test_what_is_announced_is_found_and_tells_the_channels_once(make_meeting, manager, at):
    meeting = make_meeting(announced=False)
    for _again in range(2):
        meetings.publish(meeting=meeting, person=manager, at=at)
    jobs.run_due(at=at + timedelta(minutes=1))
    assert Record.objects.filter(name="meetings.MeetingPublished").count() == 1
    assert [row.subject for row in find("parlons-en").rows] == [Subject("meeting", meeting.pk)]
    Component.objects.filter(pk=meeting.component_id).update(published_at=None)
    meetings.edit(meeting=make_meeting(title="Autre"), person=None, seen=0, values={"title": "Encore autre"}, at=at)
    jobs.run_due(at=at + timedelta(minutes=2))
    assert not find("parlons-en").rows


def test_the_calendar_is_read_back_with_one_uid_for_ever(meeting, at, component, fresh):
    urls = [
        reverse("meetings:meeting_calendar", args=[component.process.slug, component.pk, meeting.pk]),
        reverse("meetings:calendar", args=[component.process.slug, component.pk]),
        reverse("meetings_town:calendar"),
        reverse("spaces:calendar", args=[component.process.slug]),
        reverse("spaces:all_calendar"),
    ]
    found = [[str(event["uid"]) for event in calendar(url).walk("VEVENT") if str(event["uid"]).startswith("meeting")] for url in urls]
    first = set(found[0])
    assert found == [list(first)] * 5
    event = of(calendar(urls[0])).between(meeting.starts_at - timedelta(days=1), meeting.ends_at + timedelta(days=1))[0]
    assert event["DTSTART"].dt == meeting.starts_at.astimezone(UTC).replace(microsecond=0)
    assert (event["STATUS"], event["SEQUENCE"], event["LOCATION"]) == ("CONFIRMED", 0, "Salle des fêtes")
    meetings.edit(meeting=meeting, person=None, seen=9, values={"place": "Préau"}, at=at)
    meetings.cancel(meeting=meeting, person=None, why="Orage.", at=at)
    event = calendar(urls[1]).walk("VEVENT")[0]
    assert (event["STATUS"], event["SEQUENCE"], {str(event["uid"])}) == ("CANCELLED", 2, first)


def test_a_series_keeps_the_hour_of_the_town_and_makes_no_date_twice(make_meeting, manager, at, component):
    winter = datetime(2027, 3, 9, 18, 30, tzinfo=PARIS)  # the second Tuesday of March
    assert starts_after(winter, RepeatForm.MONTHLY, 2) == [
        datetime(2027, 4, 13, 18, 30, tzinfo=PARIS),
        datetime(2027, 5, 11, 18, 30, tzinfo=PARIS),
    ]
    fifth = datetime(2027, 3, 31, 18, 30, tzinfo=PARIS)  # the fifth Wednesday: in April, the last
    assert starts_after(fifth, RepeatForm.MONTHLY, 1) == [datetime(2027, 4, 28, 18, 30, tzinfo=PARIS)]
    meeting = make_meeting(capacity=3)
    starts = [meeting.starts_at + timedelta(days=7 * number) for number in (1, 2)]
    made = meetings.repeat(meeting=meeting, person=manager, starts=starts, at=at)
    assert not meetings.repeat(meeting=meeting, person=manager, starts=starts, at=at)
    assert [(row.state, row.capacity, row.starts_at) for row in made] == [("draft", 3, start) for start in starts]
    for row in made:
        meetings.publish(meeting=row, person=manager, at=at)
    found = of(calendar(reverse("meetings:calendar", args=[component.process.slug, component.pk])))
    assert len(found.between(at, at + timedelta(days=30))) == 3


def test_minutes_are_published_once_and_told(make_meeting, register, alice, manager, at, fresh):
    meeting = make_meeting(starts=timedelta(hours=1))
    register(alice, meeting)
    with pytest.raises(Refused):
        meetings.write_minutes(meeting=meeting, person=manager, seen=0, values={"minutes": "Dit."}, is_public=True, at=at)
    later = at + timedelta(hours=4)
    with pytest.raises(Refused):
        meetings.write_minutes(meeting=meeting, person=manager, seen=0, values={"minutes": ""}, is_public=True, at=later)
    meetings.write_minutes(meeting=meeting, person=manager, seen=0, values={"minutes": "On plante."}, is_public=True, at=later)
    meetings.write_minutes(
        meeting=meeting, person=manager, seen=1, values={"minutes": "On plante trois tilleuls."}, is_public=True, at=later
    )
    jobs.run_due(at=later + timedelta(minutes=1))
    assert Notification.objects.filter(account=alice, kind="meetings:minutes").count() == 1
    assert "trois tilleuls" in fresh(meeting).minutes_html


def test_what_was_born_there_is_linked_both_ways(make_meeting, manager, alice, at):
    meeting, other = make_meeting(title="Atelier"), make_meeting(title="Suite")
    source, target = Subject("meeting", other.pk), Subject("meeting", meeting.pk)
    meetings.came_of_it(meeting=meeting, person=manager, subject=source, is_so=True)
    assert [card.subject for group in links_of(target) for card in group.cards] == [source]
    with pytest.raises(Refused):
        meetings.came_of_it(meeting=meeting, person=alice, subject=source, is_so=False)
    meetings.came_of_it(meeting=meeting, person=manager, subject=source, is_so=False)
    assert not links_of(target)


def test_the_agenda_is_read_as_it_is_typed_and_written_again():
    text = "10 min Accueil\n45 min : Le plan\n- les arbres\n- la fontaine\n20 logements sociaux"
    found = agendas.read(text)
    assert [(item["minutes"], item["title"], len(item["points"])) for item in found] == [
        (10, "Accueil", 0), (45, "Le plan", 2), (0, "20 logements sociaux", 0),
    ]  # fmt: skip
    assert agendas.read(agendas.write(found)) == found
    agendas.must_fit(found, 55)
    with pytest.raises(ValidationError):
        agendas.must_fit(found, 54)
    with pytest.raises(ValidationError):
        agendas.read("- sans point au-dessus")


def test_what_was_announced_is_not_thrown_away(meeting, make_meeting, manager):
    with pytest.raises(Refused):
        meetings.discard(meeting=meeting, person=manager)
    meetings.discard(meeting=make_meeting(announced=False), person=manager)
    assert Meeting.objects.count() == 1
