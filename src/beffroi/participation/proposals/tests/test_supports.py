import pytest

from beffroi.commons.supports import actions as supports
from beffroi.commons.supports.reconciling import reconcile_counters
from beffroi.kernel.models import Record
from beffroi.kernel.rules import Refused
from beffroi.kernel.subjects import Subject
from beffroi.participation.proposals import actions, rules
from beffroi.participation.proposals.models import Proposal


def subject(proposal):
    return Subject("proposal", proposal.pk)


def give(proposal, person, at):
    supports.support(subject=subject(proposal), person=person, at=at)


def test_one_person_supports_once(proposal, david, at):
    give(proposal, david, at)
    give(proposal, david, at)
    assert Proposal.objects.get().supports_count == 1
    supports.withdraw_support(subject=subject(proposal), person=david, at=at)
    assert Proposal.objects.get().supports_count == 0


def test_nobody_gives_more_supports_than_the_limit(with_settings, propose, alice, david, at):
    component = with_settings(max_supports=2)
    one, two, three = (propose(alice, f"Idée numéro {n}", where=component) for n in (1, 2, 3))
    give(one, david, at)
    give(two, david, at)
    with pytest.raises(Refused) as refused:
        give(three, david, at)
    assert refused.value.refusal.code == "no_supports_left"
    supports.withdraw_support(subject=subject(one), person=david, at=at)
    give(three, david, at)
    assert rules.supports_given(david, component) == 2


def test_supports_below_the_minimum_do_not_count_yet(with_settings, propose, alice, david, chloe, at):
    component = with_settings(min_supports=2)
    one, two = propose(alice, "Idée numéro 1", where=component), propose(alice, "Idée numéro 2", where=component)
    give(one, david, at)
    actions.recount_provisional(component=component, at=at)
    assert Proposal.objects.get(pk=one.pk).counted_supports == 0
    give(two, david, at)
    give(one, chloe, at)
    actions.recount_provisional(component=component, at=at)
    assert Proposal.objects.get(pk=one.pk).counted_supports == 1
    assert Proposal.objects.get(pk=two.pk).counted_supports == 1


def test_the_threshold_is_told_once(with_settings, propose, alice, david, chloe, bob, at):
    proposal = propose(alice, where=with_settings(threshold=2))
    for person in (david, chloe, bob):
        give(proposal, person, at)
    assert Record.objects.filter(name="proposals.ThresholdReached").count() == 1
    assert Proposal.objects.get().reached_at is not None


def test_dealing_again_gives_another_order_and_no_two_the_same_place(propose, alice):
    for number in range(1, 12):
        propose(alice, f"Idée numéro {number}")
    Proposal.objects.update(shuffle=0)
    for place, proposal in enumerate(Proposal.objects.order_by("pk")):
        Proposal.objects.filter(pk=proposal.pk).update(shuffle=place)
    before = list(Proposal.objects.order_by("shuffle").values_list("pk", flat=True))
    actions.deal_again(factor=777_777, shift=123_456)
    after = list(Proposal.objects.order_by("shuffle").values_list("pk", flat=True))
    assert before != after
    assert Proposal.objects.values("shuffle").distinct().count() == 11


def test_the_night_mends_what_was_counted_wrong_and_leaves_what_was_given_elsewhere(propose, alice, david, chloe, component, manager, at):
    one, two = propose(alice, "Un banc"), propose(alice, "Un autre banc")
    Proposal.objects.filter(pk=one.pk).update(imported_supports=5, supports_count=5)
    give(one, david, at)
    give(two, chloe, at)
    supports.follow(subject=subject(two), person=david, at=at)
    words = {"title": "Des bancs", "text": "Des bancs devant l’école.", "reason": "Les mêmes bancs."}
    common = actions.merge(component=component, person=manager, proposals=[one, two], at=at, **words)
    assert [mended for mended in reconcile_counters() if mended.subject.kind == "proposal"] == []
    Proposal.objects.filter(pk__in=[one.pk, common.pk]).update(supports_count=99)
    Proposal.objects.filter(pk=two.pk).update(follows_count=7)
    assert {(mended.subject.id, mended.counter, mended.stored, mended.real) for mended in reconcile_counters()} == {
        (one.pk, "supports", 94, 1),
        (common.pk, "supports", 94, 2),
        (two.pk, "follows", 7, 1),
    }
    assert [p.supports_count for p in Proposal.objects.order_by("pk")] == [6, 1, 7]
