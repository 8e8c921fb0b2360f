from beffroi.commons.notifications.models import Notification
from beffroi.commons.supports import actions as supports
from beffroi.kernel import clock
from beffroi.kernel.jobs import run_due
from beffroi.kernel.subjects import Subject
from beffroi.participation.proposals import actions


def work():
    for _turn in range(4):
        run_due(at=clock.now())


def told(person):
    return sorted(Notification.objects.filter(account=person).values_list("kind", flat=True))


def test_authors_supporters_and_followers_each_hear_the_answer_once(proposal, official, accepted, alice, david, chloe, bob, at):
    subject = Subject("proposal", proposal.pk)
    supports.support(subject=subject, person=david, at=at)
    supports.follow(subject=subject, person=david, at=at)
    supports.follow(subject=subject, person=chloe, at=at)
    actions.answer(proposal=proposal, person=official, state=accepted, text="Oui.", at=at)
    work()
    assert told(alice) == ["proposals:answered"]
    assert told(david) == ["proposals:answered-supported"]
    assert told(chloe) == ["proposals:answered-supported"]
    assert told(bob) == []


def test_an_embargo_tells_nobody_before_its_time(proposal, official, accepted, alice, at):
    now = clock.now()
    actions.answer(proposal=proposal, person=official, state=accepted, text="Oui.", at=now, shown_at=now.replace(year=now.year + 1))
    work()
    assert told(alice) == []


def test_a_merge_is_told_to_authors_and_supporters(propose, component, manager, alice, david, chloe, at):
    rows = [propose(alice, "Un banc ici"), propose(david, "Un banc là")]
    supports.support(subject=Subject("proposal", rows[0].pk), person=chloe, at=at)
    actions.merge(component=component, person=manager, proposals=rows, title="Des bancs", text="Des bancs partout.", reason="Pareil", at=at)
    work()
    assert told(alice) == told(david) == told(chloe) == ["proposals:merged"]


def test_invitations_and_amendments_are_told(proposal, alice, chloe, at):
    actions.invite(proposal=proposal, person=alice, name_or_email="Chloé", at=at)
    amendment = actions.amend(
        proposal=proposal, person=chloe, title=proposal.title, text="Il manque deux bancs ici.", reason="Mieux", at=at
    )
    actions.decline_amendment(amendment=amendment, person=alice, answer="Un suffit", at=at)
    work()
    assert told(chloe) == ["proposals:amendment-answered", "proposals:invited"]
    assert told(alice) == ["proposals:amended"]
