import io
import json
import shutil
import subprocess
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from beffroi.kernel.rules import Refused
from beffroi.participation.meetings.actions.door import Act, receive
from beffroi.participation.meetings.models import Passage, Registration
from beffroi.participation.meetings.views.places import door_address
from beffroi.participation.spaces.tests.doors import at_desk


@pytest.fixture
def door(component):
    return lambda meeting, name="door": reverse(f"meetings_desk:{name}", args=[component.process_id, component.pk, meeting.pk])


def act(key, way, at, row=None, number=1):
    return Act(f"phone-{key}", way, at, row.code if row else "", number)


def test_what_a_phone_sends_twice_is_written_once_in_its_order(make_meeting, register, alice, bob, chloe, at, fresh):
    meeting = make_meeting()
    rows = [register(person, meeting) for person in (alice, bob)]
    acts = [act(1, "in", at, rows[0]), act(2, "in", at, rows[1]), act(3, "out", at, rows[1]), act(4, "walk_in", at, number=3)]
    for _again in range(2):
        receive(meeting=meeting, person=chloe, acts=acts, at=at)
    row = fresh(meeting)
    assert (row.here_count, row.walk_ins_count, Passage.objects.count()) == (1, 3, 4)
    later = receive(meeting=meeting, person=chloe, acts=[act(5, "in", at, rows[1])], at=at)
    receive(meeting=meeting, person=chloe, acts=acts, at=at)  # an old phone wakes up: it undoes nothing
    assert later.written == 1
    assert fresh(meeting).here_count == 2


def test_only_codes_of_this_meeting_are_received_by_the_team_alone(make_meeting, register, alice, bob, chloe, at):
    meeting, other = make_meeting(), make_meeting(title="Autre")
    stranger = register(alice, other)
    assert receive(meeting=meeting, person=chloe, acts=[act(1, "in", at, stranger)], at=at).unknown == [stranger.code]
    with pytest.raises(Refused):
        receive(meeting=meeting, person=alice, acts=[act(2, "in", at, stranger)], at=at)


def test_without_a_script_a_code_a_tick_and_a_number(make_meeting, register, alice, bob, chloe, door, fresh):
    meeting = make_meeting()
    rows = [register(person, meeting) for person in (alice, bob)]
    client = at_desk(chloe)
    assert alice.voice.display_name in client.get(door(meeting)).content.decode()
    client.post(door(meeting), {"key": "k1", "code": door_address(rows[0].code)})  # as a camera reads it
    for _again in range(2):
        client.post(door(meeting), {"key": "k2", "here": [rows[1].code]})
        client.post(door(meeting), {"key": "k3", "walked": "4"})
    assert (fresh(meeting).here_count, fresh(meeting).walk_ins_count) == (2, 4)
    client.post(door(meeting), {"key": "k4", "away": rows[1].code})
    assert fresh(meeting).here_count == 1
    for wrong in ({"code": "NONE"}, {"walked": "-3"}, {"walked": "9" * 40}, {}):
        assert client.post(door(meeting), {"key": "k5"} | wrong).status_code == 302
    assert (fresh(meeting).here_count, fresh(meeting).walk_ins_count) == (1, 4)


def test_the_qr_code_of_a_ticket_leads_the_team_to_its_holder(make_meeting, register, alice, chloe):
    meeting = make_meeting()
    row = register(alice, meeting)
    url = reverse("meetings_team:ticket", args=[row.code])
    assert at_desk(alice).get(url).status_code == 403
    assert Client().get(url).status_code == 302  # to sign in
    page = at_desk(chloe).get(url, follow=True)
    assert f'value="{row.code}"' in page.content.decode()


@pytest.mark.skipif(shutil.which("zbarimg") is None, reason="zbarimg is not installed")
def test_the_picture_of_the_ticket_is_read_back(make_meeting, register, alice, tmp_path, component):
    row = register(alice, make_meeting())
    url = reverse("meetings:ticket_qr", args=[component.process.slug, component.pk, row.meeting_id, row.key])
    picture = tmp_path / "ticket.png"
    picture.write_bytes(io.BytesIO(Client().get(url).content).getvalue())
    read = subprocess.run(["zbarimg", "-q", "--raw", str(picture)], capture_output=True, text=True, check=True, timeout=20)
    assert read.stdout.strip() == door_address(row.code)
    assert Client().get(url.replace(row.key, "autre")).status_code == 404


def test_the_phone_is_answered_with_the_list(make_meeting, register, alice, chloe, door, at):
    meeting = make_meeting()
    row = register(alice, meeting)
    client = at_desk(chloe)
    said = {"acts": [{"key": "phone-0001", "way": "in", "code": row.code, "at": at.isoformat()}]}
    for _again in range(2):
        answer = client.post(door(meeting, "sync"), json.dumps(said), content_type="application/json")
    assert answer.json()["written"] == 0
    assert answer.json()["list"]["people"][0]["here"] is True
    assert at_desk(alice).post(door(meeting, "sync"), json.dumps(said), content_type="application/json").status_code == 403


@pytest.mark.parametrize(
    "body",
    ["", "[]", "{}", '{"acts": 3}', '{"acts": [1]}', '{"acts": [{"key": "a", "way": "in", "at": "x"}]}', "[" * 3000,
     '{"acts": [{"key": "longenough", "way": "in", "at": "0001-01-01T00:00:00+00:00", "code": "A"}]}',
     '{"acts": [{"key": "longenough", "way": "walk_in", "at": "2026-01-01T00:00:00Z", "number": 1e9}]}'],
)  # fmt: skip
def test_what_no_phone_of_ours_sends_is_refused(make_meeting, chloe, door, body):
    assert at_desk(chloe).post(door(make_meeting(), "sync"), body, content_type="application/json").status_code == 400


def test_nobody_is_received_in_a_cancelled_meeting_and_a_wrong_clock_does_not_matter(make_meeting, register, alice, chloe, at):
    meeting = make_meeting()
    row = register(alice, meeting)
    receive(meeting=meeting, person=chloe, acts=[act(1, "in", at + timedelta(days=900), row)], at=at)
    assert Registration.objects.get(pk=row.pk).here_at == at
