"""Nobody's name and nobody's support is lost."""

from datetime import timedelta

import pytest

from beffroi.commons.supports import actions as supports
from beffroi.commons.supports.models import Support
from beffroi.kernel.rules import Refused
from beffroi.kernel.subjects import Subject
from beffroi.participation.proposals import actions, rules
from beffroi.participation.proposals.actions.reshaping import Part
from beffroi.participation.proposals.models import Author, Proposal, Reshaping
from beffroi.participation.spaces.models import Process

DAY = timedelta(days=1)
TEXT = "Un texte commun pour les bancs et les arbres."


def give(proposal, *people, at):
    for person in people:
        supports.support(subject=Subject("proposal", proposal.pk), person=person, at=at)


@pytest.fixture
def merged(propose, component, alice, david, chloe, bob, manager, at):
    one, two = propose(alice, "Des bancs partout"), propose(david, "Des arbres partout")
    give(one, chloe, bob, at=at)
    give(two, chloe, alice, at=at)
    target = actions.merge(
        component=component, person=manager, proposals=[one, two], title="Bancs et arbres", text=TEXT, reason="Même idée", at=at
    )
    return one, two, target


def test_a_merge_keeps_every_name_and_every_support(merged, alice, david, chloe, bob):
    one, two, target = merged
    signed = set(Author.objects.filter(proposal=target, state=Author.SIGNED).values_list("voice_id", flat=True))
    assert signed == {alice.voice.pk, david.voice.pk}
    supporters = set(Support.objects.filter(subject_kind="proposal", subject_id=target.pk).values_list("voice_id", flat=True))
    assert supporters == {chloe.voice.pk, bob.voice.pk, alice.voice.pk}
    assert Proposal.objects.get(pk=target.pk).supports_count == 3
    assert Proposal.objects.get(pk=one.pk).supports_count == 2  # theirs stay


def test_the_sources_keep_their_page_and_leave_the_list(merged, david, component, at):
    one, two, target = merged
    for source in (one, two):
        row = Proposal.objects.get(pk=source.pk)
        assert (row.in_list, row.merged_into_id) == (False, target.pk)
        assert rules.may_see(david, row, at) is None
        assert rules.must_be_there(row).code == "merged"
    assert Process.objects.get(pk=component.process_id).contributions_count == 1


def test_a_merge_is_undone_within_thirty_days(merged, manager, make_person, component, at):
    one, two, target = merged
    late = make_person("Léa")
    give(target, late, at=at)
    reshaping = Reshaping.objects.get()
    assert rules.may_undo(manager, reshaping, at + 31 * DAY).code == "late"
    actions.undo(reshaping=reshaping, person=manager, at=at + 29 * DAY)
    one, two, target = (Proposal.objects.get(pk=p.pk) for p in (one, two, target))
    assert (one.in_list, two.in_list, target.in_list) == (True, True, False)
    # Léa supported the common text: it said both.
    assert (one.supports_count, two.supports_count) == (3, 3)
    assert Process.objects.get(pk=component.process_id).contributions_count == 2
    with pytest.raises(Refused):
        actions.undo(reshaping=reshaping, person=manager, at=at)


def test_a_merge_of_a_merge_is_undone_from_the_outside_in(merged, propose, alice, component, manager, at):
    _one, _two, target = merged
    other = propose(alice, "Encore des bancs")
    actions.merge(
        component=component, person=manager, proposals=[target, other], title="Tous les bancs", text=TEXT, reason="Même idée", at=at
    )
    first, second = Reshaping.objects.order_by("pk")
    assert rules.may_undo(manager, first, at).code == "reshaped"
    assert rules.may_undo(manager, second, at) is None


def test_a_split_keeps_the_names_and_leaves_the_supports_where_they_were_given(propose, alice, david, chloe, manager, at):
    source = propose(alice, "Des bancs et des arbres")
    actions.answer_invitation(
        author=actions.invite(proposal=source, person=alice, name_or_email="Chloé", at=at), person=chloe, accept=True, at=at
    )
    give(source, david, at=at)
    parts = [Part("Des bancs", "Un texte pour les bancs."), Part("Des arbres", "Un texte pour les arbres.")]
    made = actions.split(proposal=source, person=manager, parts=parts, reason="Deux idées", at=at)
    for child in made:
        assert {a.voice_id for a in child.authors.all()} == {alice.voice.pk, chloe.voice.pk}
        assert Proposal.objects.get(pk=child.pk).supports_count == 0
    source = Proposal.objects.get(pk=source.pk)
    assert (source.in_list, source.supports_count) == (False, 1)
    actions.undo(reshaping=Reshaping.objects.get(), person=manager, at=at + DAY)
    assert Proposal.objects.get(pk=source.pk).in_list
    assert not Proposal.objects.filter(pk__in=[c.pk for c in made], in_list=True).exists()


def test_imported_figures_are_never_added_up(component, alice, manager, at):
    rows = [
        actions.import_proposal(
            component=component,
            title=f"Idée {n}",
            text="Texte d’ailleurs, assez long.",
            voice=alice.voice,
            origin=f"o{n}",
            supports=s,
            at=at,
        )[0]
        for n, s in ((1, 40), (2, 60))
    ]
    target = actions.merge(component=component, person=manager, proposals=rows, title="Les deux idées", text=TEXT, reason="Pareil", at=at)
    assert Proposal.objects.get(pk=target.pk).supports_count == 60


def test_a_citizen_merges_nothing(propose, alice, david, component, at):
    rows = [propose(alice, "Un banc ici"), propose(alice, "Un banc là")]
    with pytest.raises(Refused):
        actions.merge(component=component, person=david, proposals=rows, title="Bancs", text=TEXT, reason="Pareil", at=at)
    assert Proposal.objects.filter(in_list=True).count() == 2


def test_what_is_answered_is_not_merged(propose, alice, official, manager, accepted, component, at):
    rows = [propose(alice, "Un banc ici"), propose(alice, "Un banc là")]
    actions.answer(proposal=rows[0], person=official, state=accepted, text="Oui.", at=at)
    with pytest.raises(Refused) as refused:
        actions.merge(component=component, person=manager, proposals=rows, title="Bancs", text=TEXT, reason="Pareil", at=at)
    assert refused.value.refusal.code == "answered"
