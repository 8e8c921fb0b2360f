from datetime import timedelta

import pytest

from beffroi.kernel import ledger
from beffroi.kernel.models import Entry, Record
from beffroi.kernel.rules import Refused
from beffroi.participation.proposals import actions
from beffroi.participation.proposals.models import Answer, Proposal
from beffroi.participation.spaces.editing import Stale
from beffroi.participation.spaces.models import Happening

DAY = timedelta(days=1)


def told():
    return Record.objects.filter(name="proposals.ProposalAnswered").count()


def test_an_answer_is_shown_told_and_kept_in_the_ledger(proposal, official, accepted, at):
    actions.answer(
        proposal=proposal, person=official, state=accepted, text="Oui, en mai.", cost_cents=120_000, signatories=[("Odile", "Maire")], at=at
    )
    row = Proposal.objects.get()
    assert (row.state, row.answered_at) == (accepted, at)
    assert told() == 1
    assert Entry.objects.filter(kind="proposals:answer:shown").count() == 1
    assert Happening.objects.filter(origin=f"proposal-answered-{row.pk}").count() == 1
    assert ledger.verify() == []


def test_an_answer_under_embargo_is_nowhere_until_its_time(proposal, official, accepted, at):
    actions.answer(proposal=proposal, person=official, state=accepted, text="Oui, en mai.", at=at, shown_at=at + DAY)
    assert Proposal.objects.get().state is None
    assert not Answer.objects.get().is_shown(at)
    assert actions.show_due_answers(at=at) == 0
    assert actions.show_due_answers(at=at + 3 * DAY) == 1  # the worker slept for two days
    assert actions.show_due_answers(at=at + 3 * DAY) == 0
    assert Proposal.objects.get().answered_at == at + DAY
    assert told() == 1


def test_a_correction_changes_the_state_and_is_not_told_again(proposal, official, accepted, component, at):
    actions.answer(proposal=proposal, person=official, state=accepted, text="Oui.", at=at)
    other = component.proposal_states.get(counts_as="negative")
    actions.answer(proposal=Proposal.objects.get(), person=official, state=other, text="Non, hélas.", at=at + DAY, seen=0)
    assert Proposal.objects.get().state == other
    assert told() == 1
    assert Entry.objects.filter(kind="proposals:answer:corrected").count() == 1


def test_two_people_correct_the_same_answer(proposal, official, manager, accepted, at):
    actions.answer(proposal=proposal, person=official, state=accepted, text="Oui.", at=at)
    actions.answer(proposal=proposal, person=manager, state=accepted, text="Oui, bientôt.", at=at, seen=0)
    with pytest.raises(Stale):
        actions.answer(proposal=proposal, person=official, state=accepted, text="Oui, en mai.", at=at, seen=0)
    assert Answer.objects.get().text == "Oui, bientôt."


@pytest.mark.parametrize("who", ["alice", "bob", "chloe", "validator"])
def test_who_may_not_answer(proposal, accepted, at, who, request):
    with pytest.raises(Refused):
        actions.answer(proposal=proposal, person=request.getfixturevalue(who), state=accepted, text="Oui.", at=at)
    assert not Answer.objects.exists()


def test_an_answer_has_reasons(proposal, official, accepted, at):
    with pytest.raises(Refused) as refused:
        actions.answer(proposal=proposal, person=official, state=accepted, text="  ", at=at)
    assert refused.value.refusal.code == "reasons"


def test_a_yes_is_never_given_by_the_dozen(proposal, component, manager, accepted, at):
    with pytest.raises(Refused):
        actions.put_in_state(component=component, person=manager, proposal_ids=[proposal.pk], state=accepted, at=at)
    studied = component.proposal_states.get(counts_as="open")
    assert actions.put_in_state(component=component, person=manager, proposal_ids=[proposal.pk], state=studied, at=at) == 1


def test_a_state_in_use_is_not_removed(proposal, component, manager, official, accepted, at):
    actions.answer(proposal=proposal, person=official, state=accepted, text="Oui.", at=at)
    with pytest.raises(Refused):
        actions.save_states(component=component, person=manager, wanted=[])
    assert component.proposal_states.count() == 4


def test_what_the_services_think_is_theirs(proposal, manager, bob, alice, at):
    actions.assign(proposal=proposal, person=manager, service="Voirie", account=bob, due_at=at + DAY, at=at)
    actions.evaluate(proposal=proposal, person=bob, opinion="favourable", cost_cents=5000, at=at)
    actions.add_note(proposal=proposal, person=bob, text="Facile.", at=at)
    with pytest.raises(Refused):
        actions.add_note(proposal=proposal, person=alice, text="Coucou", at=at)
    with pytest.raises(Refused):
        actions.assign(proposal=proposal, person=manager, service="", account=alice, due_at=None, at=at)
    proposal.refresh_from_db()
    assert (proposal.evaluation.opinion, proposal.evaluation.account) == ("favourable", bob)
