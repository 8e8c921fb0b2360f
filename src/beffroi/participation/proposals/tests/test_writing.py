from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser

from beffroi.kernel.models import Record
from beffroi.kernel.rules import Refused
from beffroi.participation.proposals import actions, rules
from beffroi.participation.proposals.actions.texts import Changed
from beffroi.participation.proposals.models import Proposal, Version
from beffroi.participation.spaces.models import Process

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def codes(call):
    with pytest.raises(Refused) as refused:
        call()
    return refused.value.refusal.code


def test_a_draft_is_seen_by_its_author_only(component, alice, david, manager, at):
    draft = actions.save_draft(component=component, person=alice, fields={"title": "Un", "text": ""}, at=at)
    assert rules.may_see(alice, draft, at) is None
    for stranger in (david, manager, AnonymousUser()):
        assert rules.may_see(stranger, draft, at).code == "draft"
    assert Record.objects.filter(name="proposals.ProposalPublished").count() == 0


def test_publishing_shows_counts_and_promises_an_answer(proposal, component, at):
    assert proposal.in_list
    assert proposal.answer_due_at == at + 30 * DAY
    assert Process.objects.get(pk=component.process_id).contributions_count == 1
    assert Record.objects.filter(name="proposals.ProposalPublished").count() == 1
    assert proposal.versions.get().number == 1
    assert [author.voice_id for author in proposal.authors.all()] == [proposal.voice_id]


def test_publishing_twice_is_publishing_once(proposal, alice, component, at):
    actions.publish(proposal=proposal, person=alice, at=at)
    assert Process.objects.get(pk=component.process_id).contributions_count == 1
    assert proposal.versions.count() == 1


@pytest.mark.parametrize(("fields", "code"), [({"title": "Non"}, "title"), ({"text": "court"}, "text"), ({"text": "x" * 5001}, "long")])
def test_a_half_text_is_not_published_and_leaves_nothing(component, alice, at, fields, code):
    whole = {"title": "Un banc", "text": "Il manque un banc ici."} | fields
    assert codes(lambda: actions.propose(component=component, person=alice, fields=whole, at=at)) == code
    assert not Proposal.objects.exists()


def test_nobody_writes_before_or_after_the_phase(component, alice, at, propose):
    for moment, code in ((at - 2 * DAY, "not_yet"), (at + 31 * DAY, "closed")):
        fields = {"title": "Un banc", "text": "Il manque un banc ici."}
        assert codes(lambda m=moment, f=fields: actions.propose(component=component, person=alice, fields=f, at=m)) == code


def test_one_proposal_per_person_where_it_is_so(with_settings, propose, alice, david):
    component = with_settings(max_proposals=1)
    propose(alice, where=component)
    assert codes(lambda: propose(alice, "Un autre banc", where=component)) == "enough"
    propose(david, where=component)


def test_an_edit_keeps_the_earlier_text(proposal, alice, at):
    actions.edit(proposal=proposal, person=alice, seen=0, fields={"title": "Deux bancs", "text": proposal.text}, at=at + HOUR, why="Mieux")
    assert list(Version.objects.order_by("number").values_list("title", "why")) == [("Un banc au soleil", ""), ("Deux bancs", "Mieux")]
    assert Proposal.objects.get().title == "Deux bancs"


def test_a_stale_edit_overwrites_nothing(proposal, alice, at):
    actions.edit(proposal=proposal, person=alice, seen=0, fields={"title": "Deux bancs", "text": proposal.text}, at=at)
    with pytest.raises(Changed):
        actions.edit(proposal=proposal, person=alice, seen=0, fields={"title": "Trois bancs", "text": proposal.text}, at=at)
    assert Proposal.objects.get().title == "Deux bancs"


@pytest.mark.parametrize(
    ("settings", "after", "code"),
    [
        ({"edit_hours": 2}, HOUR, None),
        ({"edit_hours": 2}, 2 * HOUR, "late"),
        ({}, 29 * DAY, None),
        ({}, 31 * DAY, "closed"),
    ],
)
def test_the_window_of_edits(with_settings, propose, alice, at, settings, after, code):
    proposal = propose(alice, where=with_settings(**settings))
    found = rules.may_edit(alice, proposal, at + after)
    assert (found and found.code) == code


def test_a_text_that_many_support_no_longer_changes(with_settings, propose, alice, at):
    proposal = propose(alice, where=with_settings(edit_until_supports=2, edit_hours=999))
    Proposal.objects.update(supports_count=1)
    assert rules.may_edit(alice, Proposal.objects.get(), at) is None
    Proposal.objects.update(supports_count=2)
    assert rules.may_edit(alice, Proposal.objects.get(), at).code == "supported"
    assert proposal.supports_count == 0


def test_only_authors_edit_and_withdraw(proposal, david, manager, at):
    for person in (david, manager):
        assert rules.may_edit(person, proposal, at).code == "not_author"
        assert rules.may_withdraw(person, proposal, at).code == "not_author"
    assert rules.may_edit(AnonymousUser(), proposal, at).code == "anonymous"


def test_what_is_withdrawn_leaves_the_list_and_keeps_its_page(proposal, alice, david, component, at):
    actions.withdraw(proposal=proposal, person=alice, why="Déjà fait", at=at)
    proposal = Proposal.objects.get()
    assert not proposal.in_list
    assert rules.may_see(david, proposal, at) is None
    assert rules.must_be_there(proposal).code == "withdrawn"
    assert Process.objects.get(pk=component.process_id).contributions_count == 0


def test_moderation_hides_and_puts_back(proposal, david, component, at):
    actions.set_hidden(proposal=proposal, hidden=True, at=at)
    hidden = Proposal.objects.get()
    assert not hidden.in_list
    assert rules.may_see(david, hidden, at).code == "hidden"
    actions.set_hidden(proposal=hidden, hidden=False, at=at)
    assert Proposal.objects.get().in_list
    assert Process.objects.get(pk=component.process_id).contributions_count == 1


def test_official_proposals_are_for_the_team(component, alice, manager, at):
    fields = {"title": "Le plan de la ville", "text": "Nous proposons de planter."}
    for person, code in ((alice, "no_right"), (manager, None)):
        draft = actions.save_draft(component=component, person=person, fields=fields, at=at)
        if code:
            assert codes(lambda d=draft, p=person: actions.publish(proposal=d, person=p, at=at, official=True)) == code
        else:
            assert actions.publish(proposal=draft, person=person, at=at, official=True).is_official


def test_script_in_a_text_is_cleaned(propose, alice):
    proposal = propose(alice, text="Bonjour <script>alert(1)</script> **à tous** [x](javascript:alert(1))")
    assert "<script" not in proposal.html
    assert 'href="javascript' not in proposal.html
    assert "<strong>" in proposal.html


def test_an_import_repeats_without_doubles(component, alice, at):
    def bring(supports, title="Idée d’hier"):
        return actions.import_proposal(
            component=component, title=title, text="Texte venu d’ailleurs.", voice=alice.voice, origin="essai:1", supports=supports, at=at
        )

    first, made = bring(10)
    assert made
    assert bring(10) == (first, False)
    Proposal.objects.update(supports_count=13)  # three were given here since
    again, made = bring(12)
    assert (again.pk, made, again.supports_count) == (first.pk, False, 15)
    assert Proposal.objects.count() == 1
    assert Process.objects.get(pk=component.process_id).contributions_count == 1
