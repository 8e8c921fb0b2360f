from datetime import timedelta

import pytest
from django.test import Client

from beffroi.commons.notifications.models import Notification
from beffroi.commons.promises.models import Clock
from beffroi.commons.search.queries import find
from beffroi.ground.people.testing import sign_in
from beffroi.kernel import clock
from beffroi.kernel.jobs import run_due
from beffroi.kernel.rules import Refused
from beffroi.participation.initiatives import actions, states
from beffroi.participation.initiatives.models import Initiative, Member, Signature
from beffroi.participation.initiatives.reading import clock_said
from beffroi.participation.initiatives.rules import GRACE
from beffroi.participation.initiatives.tests.conftest import ALICE, PAUL, TEXT, TITLE


def page_of(row, client=None):
    process = row.component.process
    return (client or Client()).get(f"/p/{process.slug}/initiatives/{row.component_id}/{row.pk}/")


def test_the_committee_is_complete_before_the_text_is_sent(draft, alice, bob, david, at):
    with pytest.raises(Refused, match="2 autres personnes"):
        actions.submit(initiative=draft, person=alice, at=at)
    invited = [actions.invite(initiative=draft, person=alice, name_or_email=who.email, at=at) for who in (bob, david)]
    actions.answer_invitation(member=invited[0], person=bob, accept=True, at=at)
    actions.answer_invitation(member=invited[1], person=david, accept=False, at=at)
    with pytest.raises(Refused, match="manque encore 1 personne"):
        actions.submit(initiative=draft, person=alice, at=at)
    with pytest.raises(Refused):
        actions.answer_invitation(member=invited[0], person=david, accept=True, at=at)
    actions.answer_invitation(member=invited[1], person=david, accept=True, at=at)
    sent = actions.submit(initiative=draft, person=alice, at=at)
    assert sent.state == states.CHECKING
    assert sent.check_due_at == at + timedelta(days=15)
    with pytest.raises(Refused):
        actions.edit(initiative=sent, person=alice, kind=sent.type, title=TITLE + " !", text=TEXT, at=at)
    with pytest.raises(Refused):
        actions.answer_invitation(member=invited[0], person=bob, accept=False, at=at)


def test_an_unknown_address_gives_nobody_away(draft, alice, at):
    assert actions.invite(initiative=draft, person=alice, name_or_email="nobody@example.org", at=at) is None
    assert Member.objects.filter(initiative=draft).count() == 1


def test_what_is_not_admitted_is_seen_by_its_committee_and_the_team_alone(sent, alice, manager, at, client):
    assert page_of(sent).status_code == 404
    sign_in(client, alice)
    assert "vérifie" in page_of(sent, client).content.decode()
    assert not find("passerelle").rows
    actions.admit(initiative=sent, person=manager, at=at)
    run_due(at=clock.now())
    page = page_of(sent)
    assert page.status_code == 200
    assert TITLE in page.content.decode()
    assert [row.title for row in find("passerelle").rows] == [TITLE]


def test_a_refusal_says_why_in_public_and_only_the_team_gives_it(sent, alice, manager, at):
    with pytest.raises(Refused):
        actions.refuse(initiative=sent, person=alice, reason="Hors compétence de la commune.", at=at)
    with pytest.raises(Refused, match="pourquoi, en une phrase"):
        actions.refuse(initiative=sent, person=manager, reason="  ", at=at)
    refused = actions.refuse(initiative=sent, person=manager, reason="Hors compétence de la commune.", at=at)
    run_due(at=clock.now())
    assert "Hors compétence de la commune." in page_of(refused).content.decode()
    assert Notification.objects.filter(kind="initiatives:refused").count() == 3
    with pytest.raises(Refused):
        actions.sign(initiative=refused, person=alice, identity=ALICE, at=at)


def test_sent_back_it_is_a_draft_again(sent, alice, manager, at):
    back = actions.send_back(initiative=sent, person=manager, reason="Dites quelle passerelle.", at=at)
    assert back.state == states.DRAFT
    assert page_of(back).status_code == 404
    edited = actions.edit(initiative=back, person=alice, kind=back.type, title=TITLE, text=TEXT + " Celle du moulin.", at=at)
    again = actions.submit(initiative=edited, person=alice, at=at)
    assert again.state == states.CHECKING
    actions.admit(initiative=again, person=manager, at=at)
    assert "Dites quelle passerelle." not in page_of(again).content.decode()  # that was for the committee


def test_at_the_threshold_the_answer_is_due_and_its_clock_is_public(open_one, alice, bob, david, official, manager, at):
    identities = [ALICE, PAUL, {**PAUL, "first_names": "Simone"}]
    for person, identity in zip([alice, bob, david], identities, strict=True):
        open_one.refresh_from_db()
        assert open_one.state == states.COLLECTING
        actions.sign(initiative=open_one, person=person, identity=identity, at=at)
    open_one.refresh_from_db()
    assert (open_one.state, open_one.signatures_count) == (states.WAITING, 3)
    owed = Clock.objects.of(open_one.subject).get()
    assert owed.due_at == open_one.answer_due_at == at + timedelta(days=60)
    run_due(at=clock.now())
    assert "Réponse promise" in page_of(open_one).content.decode()
    assert Notification.objects.filter(kind="initiatives:to-answer", account=official).exists()
    with pytest.raises(Refused):
        actions.answer(initiative=open_one, person=alice, outcome="accepted", text="Oui, nous la rouvrons.", name="Moi", at=at)
    later = at + timedelta(days=61)
    assert "attendue depuis" in clock_said(open_one, later)
    text = "La passerelle rouvre en juin, après les travaux."
    actions.answer(initiative=open_one, person=official, outcome="accepted", text=text, name="Claire Vasseur, maire", at=later)
    run_due(at=later + timedelta(minutes=1))
    page = page_of(open_one).content.decode()
    assert text in page
    assert "Claire Vasseur" in page
    assert Clock.objects.of(open_one.subject).get().state == Clock.ANSWERED
    assert Notification.objects.filter(kind__startswith="initiatives:answered").values("account").distinct().count() == 3
    with pytest.raises(Refused):
        actions.sign(initiative=Initiative.objects.get(pk=open_one.pk), person=manager, identity={**ALICE, "last_name": "Roy"}, at=later)


def test_the_committee_hears_of_a_third_and_of_two_thirds(collecting, alice, bob, at):
    row = collecting(threshold=3)
    actions.sign(initiative=row, person=alice, identity=ALICE, at=at)
    actions.sign(initiative=row, person=bob, identity=PAUL, at=at)
    run_due(at=clock.now())
    told = Notification.objects.filter(kind="initiatives:share", account=alice).values_list("params", flat=True)
    assert sorted(params["share"] for params in told) == ["33\u202f%", "66\u202f%"]


def test_without_enough_signatures_it_closes_once_late_sheets_had_their_days(collecting, alice, at):
    row = collecting()
    closed = row.closes_at
    with pytest.raises(Refused, match="jusqu’au"):
        actions.sign(initiative=row, person=alice, identity=ALICE, at=closed)
    assert actions.close_due(at=closed + timedelta(minutes=1)) == 0
    assert actions.close_due(at=closed + GRACE) == 1
    row.refresh_from_db()
    assert row.state == states.EXPIRED
    assert row.in_list


def test_identities_are_erased_after_the_end_and_the_numbers_stay(collecting, alice, bob, official, at):
    row = collecting(threshold=2)
    actions.sign(initiative=row, person=alice, identity=ALICE, at=at)
    actions.sign(initiative=row, person=bob, identity=PAUL, at=at)
    row.refresh_from_db()
    actions.answer(initiative=row, person=official, outcome="declined", text="Les travaux coûteraient trop cher.", name="Maire", at=at)
    row.refresh_from_db()
    assert row.purge_at == at + timedelta(days=60)
    assert actions.erase_due(at=row.purge_at - timedelta(seconds=1)) == 0
    assert set(Signature.objects.values_list("voice", flat=True)) == {alice.voice.pk, bob.voice.pk}
    actions.erase_due(at=row.purge_at)
    for signature in Signature.objects.all():
        assert (dict(signature.identity), signature.person_key, signature.voice) == ({}, None, None)
    row.refresh_from_db()
    assert row.signatures_count == 2
    assert row.purged_at


def test_while_an_answer_is_owed_identities_go_but_those_who_signed_are_still_told(collecting, alice, bob, official, at):
    row = collecting(threshold=2, purge_at=at + timedelta(days=195))
    actions.sign(initiative=row, person=alice, identity=ALICE, at=at)
    actions.sign(initiative=row, person=bob, identity=PAUL, at=at)
    later = at + timedelta(days=200)
    actions.erase_due(at=later)
    assert all(not signature.identity and signature.voice_id for signature in Signature.objects.all())
    row.refresh_from_db()
    actions.answer(initiative=row, person=official, outcome="partly", text="Une passerelle provisoire en mai.", name="Maire", at=later)
    run_due(at=later + timedelta(minutes=1))
    assert Notification.objects.filter(kind="initiatives:answered-signed", account=bob).exists()
    assert actions.erase_due(at=later) == 2
    assert not Signature.objects.exclude(voice=None).exists()
