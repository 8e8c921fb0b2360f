from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse

from beffroi.commons.notifications.models import Notification
from beffroi.kernel.jobs import run_due
from beffroi.kernel.rules import Refused
from beffroi.participation.groups import actions, numbers, rules
from beffroi.participation.groups.forms import GroupForm
from beffroi.participation.groups.models import Group, Invitation, Member

DAY = timedelta(days=1)


def code(refused):
    return refused.value.refusal.code


def member(group, person):
    return Member.objects.filter(group=group, voice=person.voice).first()


def test_who_opens_a_group_leads_it(group, alice):
    assert rules.leads(alice, group.pk)
    assert group.members_count == 1


def test_a_free_group_is_joined_at_once_on_its_rules(make, alice, david, at, browser):
    group = make(alice, charter="On se tutoie.")
    with pytest.raises(Refused) as refused:
        actions.join(group=group, person=david, at=at)
    assert code(refused) == "charter"
    client, address = browser(david), reverse("groups:join", args=[group.process.slug])
    assert client.post(address, {"sent": "1"}).status_code == 422
    assert member(group, david) is None
    client.post(address, {"sent": "1", "charter": "on"})
    assert member(group, david).is_inside
    group.refresh_from_db()
    assert group.members_count == 2


def test_a_visitor_joins_and_says_afterwards_who_she_is(group, browser):
    answer = browser().post(reverse("groups:join", args=[group.process.slug]), {"sent": "1"})
    assert answer.status_code == 302
    assert "invite" in answer["Location"] or "/compte/" in answer["Location"] or answer["Location"] != reverse("groups:list")
    assert group.members.count() == 1


def test_on_request_a_facilitator_answers_and_the_answer_is_not_kept(make, alice, david, at, browser):
    group = make(alice, joining="request", question_asked="Dans quelle rue ?")
    with pytest.raises(Refused) as refused:
        actions.join(group=group, person=david, at=at)
    assert code(refused) == "answer"
    asked = actions.join(group=group, person=david, answer="Rue des Tilleuls", at=at)
    assert (asked.state, asked.answer) == (Member.ASKED, "Rue des Tilleuls")
    assert rules.must_be_member(david, group).code == "asked"
    run_due(at=at + DAY)
    assert Notification.objects.filter(account=alice, kind="groups:asked").exists()
    page = browser(alice).get(reverse("groups:lead", args=[group.process.slug])).content.decode()
    assert "Rue des Tilleuls" in page
    browser(alice).post(reverse("groups:decide", args=[group.process.slug, asked.pk, "accepter"]))
    found = member(group, david)
    assert (found.state, found.answer) == (Member.INSIDE, "")
    run_due(at=at + DAY)
    assert Notification.objects.filter(account=david, kind="groups:accepted").exists()


def test_who_is_declined_may_ask_again(make, alice, david, at):
    group = make(alice, joining="request")
    asked = actions.join(group=group, person=david, at=at)
    actions.decide_request(member=asked, person=alice, accepted=False, at=at)
    assert member(group, david) is None
    assert actions.join(group=group, person=david, at=at).state == Member.ASKED


def test_new_rules_are_accepted_again_before_going_on(group, inside, alice, bob, at, browser):
    inside(group, bob)
    assert rules.must_be_member(bob, group) is None
    group = actions.write_charter(group=group, person=alice, text="On écoute.", at=at)
    rules.forget(bob)
    assert rules.must_be_member(bob, group).code == "charter"
    assert rules.must_be_member(alice, group) is None
    browser(bob).post(reverse("groups:join", args=[group.process.slug]), {"sent": "1", "charter": "on"})
    rules.forget(bob)
    assert rules.must_be_member(bob, group) is None
    with pytest.raises(Refused):
        actions.accept_charter(group=group, person=bob, number=7, at=at)


def test_an_invitation_is_good_once_and_its_address_goes(make, alice, bob, david, at, browser):
    group = make(alice, visibility="hidden", joining="invitation")
    row = actions.invite(group=group, person=alice, email="david@example.org", at=at)
    run_due(at=at + DAY)
    assert reverse("groups:invitation", args=[row.key]) in mail.outbox[-1].body
    address = reverse("groups:invitation", args=[row.key])
    page = browser().get(address)
    assert group.process.title in page.content.decode()
    browser(david).post(address, {"sent": "1"})
    assert member(group, david).is_inside
    assert Invitation.objects.get().email == ""
    assert browser(bob).get(address).status_code == 404
    assert browser(david).get(address).status_code == 302


def test_a_link_is_good_for_many_until_the_next_one(group, alice, bob, at):
    first = actions.make_link(group=group, person=alice, at=at)
    actions.accept_invitation(invitation=first, person=bob, accepts=0, at=at)
    assert Invitation.objects.get(pk=first.pk).is_good(at)
    actions.make_link(group=group, person=alice, at=at)
    assert not Invitation.objects.get(pk=first.pk).is_good(at)
    assert not first.is_good(at + 31 * DAY)


def test_who_leads_alone_hands_over_before_leaving(group, inside, alice, bob, at):
    inside(group, bob)
    with pytest.raises(Refused) as refused:
        actions.leave(group=group, person=alice, at=at)
    assert code(refused) == "last"
    actions.name_facilitator(member=member(group, bob), person=alice, at=at)
    actions.step_down(group=group, person=alice, at=at)
    with pytest.raises(Refused):
        actions.archive(group=group, person=alice, at=at)
    actions.leave(group=group, person=alice, at=at)
    group.refresh_from_db()
    assert group.members_count == 1


def test_where_nobody_leads_a_member_takes_over(group, inside, alice, bob, david, at, browser):
    inside(group, bob)
    actions.forget_voice(voice=alice.voice)
    page = browser(bob).get(reverse("groups:show", args=[group.process.slug])).content.decode()
    assert reverse("groups:take_over", args=[group.process.slug]) in page
    browser(bob).post(reverse("groups:take_over", args=[group.process.slug]))
    rules.forget(bob)
    assert rules.leads(bob, group.pk)
    inside(group, david)
    with pytest.raises(Refused):
        actions.take_over(group=group, person=david, at=at)


def test_who_was_asked_to_leave_hears_why_and_does_not_come_back(make, inside, alice, bob, at):
    group = make(alice, visibility="hidden", joining="invitation")
    inside(group, bob)
    with pytest.raises(Refused):
        actions.remove_member(member=member(group, bob), person=alice, reason=" ", at=at)
    actions.remove_member(member=member(group, bob), person=alice, reason="Insultes répétées", at=at)
    run_due(at=at + DAY)
    told = Notification.objects.get(account=bob, kind="groups:out")
    assert told.params["excerpt"] == "Insultes répétées"
    link = actions.make_link(group=group, person=alice, at=at)
    with pytest.raises(Refused) as refused:
        actions.accept_invitation(invitation=link, person=bob, accepts=0, at=at)
    assert code(refused) == "out"


def test_the_town_sets_up_formal_groups_and_verifies_them(make, alice, manager, at, browser):
    with pytest.raises(Refused):
        make(alice, sort=Group.ASSOCIATION)
    group = make(manager, sort=Group.ASSOCIATION, number="W751234567")
    actions.set_verified(group=group, person=manager, is_verified=True, at=at)
    assert "Vérifié par la commune" in browser().get(reverse("groups:show", args=[group.process.slug])).content.decode()
    rules.forget(manager)
    actions.edit(group=group, person=manager, changes={"number": "W751234568"}, at=at)
    group.refresh_from_db()
    assert group.verified_at is None


@pytest.mark.parametrize(
    ("number", "good"), [("W751234567", True), ("W2A1234567", True), ("732 829 320", True), ("732829321", False), ("W75", False)]
)
def test_the_number_of_an_association(number, good):
    data = {"sort": "association", "title": "Le club", "aim": "Jouer", "visibility": "public", "joining": "free", "number": number}
    form = GroupForm(data, formal=True)
    assert form.is_valid() is good
    assert numbers.is_siren("732829320")


def test_a_closed_group_is_never_made_public(make, alice, at):
    closed = make(alice, visibility="listed")
    with pytest.raises(Refused) as refused:
        actions.edit(group=closed, person=alice, changes={"visibility": "public"}, at=at)
    assert code(refused) == "closed"
    with pytest.raises(Refused):
        make(alice, title="Le bureau", parent=closed, visibility="public")
    inner = make(alice, title="Le bureau", parent=closed, visibility="listed")
    with pytest.raises(Refused) as refused:
        make(alice, title="Plus bas", parent=inner, visibility="listed")
    assert code(refused) == "deep"
