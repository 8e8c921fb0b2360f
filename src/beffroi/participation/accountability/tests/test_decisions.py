from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser

from beffroi.commons.notifications.models import Notification
from beffroi.commons.search.queries import find
from beffroi.commons.supports.actions import follow
from beffroi.commons.topics.queries import links_of
from beffroi.kernel import ledger
from beffroi.kernel.jobs import run_due
from beffroi.kernel.models import Entry
from beffroi.kernel.rules import Refused
from beffroi.kernel.subjects import Subject, subject_kinds
from beffroi.participation.accountability.actions import decisions
from beffroi.participation.accountability.actions.promises import ask_when_due, forget_author, say_whether_kept
from beffroi.participation.accountability.actions.sources import Taken, take_sources
from beffroi.participation.accountability.models import Decision, Satisfaction
from beffroi.participation.spaces.editing import Stale
from beffroi.participation.spaces.models import Happening
from beffroi.participation.spaces.types import Contribution, ContributionSource, component_types, contributions


class Pretended(ContributionSource):
    """Contributions of a component beside this one, as any domain gives them: here, messages on decisions."""

    kind = "decision"
    given: dict = {}

    def search(self, component, text=""):
        return [Contribution(subject, "Un tilleul", "/", tuple(voices)) for subject, voices in self.given.items()]

    def voices(self, component):
        return sorted(set().union(*self.given.values(), self.others))

    def authors(self, subjects):
        return {subject: set(self.given[subject]) for subject in subjects if subject in self.given}

    others: set = set()


@pytest.fixture
def pretended():
    source = Pretended()
    with contributions.with_more(source):
        yield source


def notes(*kinds):
    return sorted(Notification.objects.filter(kind__startswith="accountability:").values_list("account__voice__name", "kind"))


def test_a_draft_is_for_the_team_alone(decide, david, manager, at):
    draft = decide(public=False)
    may = subject_kinds["decision"].may
    assert may("see", david, draft.pk, at).code == "draft"
    assert may("see", manager, draft.pk, at) is None
    assert find("tilleuls").rows == []


def test_publishing_is_written_once_in_the_ledger_and_in_the_timeline(decision, manager, at):
    decisions.publish(decision=decision, person=manager, at=at)
    run_due(at=at + timedelta(days=1))
    assert Entry.objects.filter(kind="decision_taken").count() == 1
    assert Happening.objects.filter(origin=f"decision-{decision.pk}").count() == 1
    assert ledger.verify() == []
    assert find("tilleuls").rows[0].subject == Subject("decision", decision.pk)


def test_only_those_who_decide_write(component, content, alice, bob, at):
    for person in (alice, bob):
        with pytest.raises(Refused):
            decisions.write(component=component, person=person, at=at, content=content())


def test_each_who_contributed_is_told_once_by_the_nearest_reason(pretended, decide, decision, alice, bob, chloe, david, at):
    """Alice and Bob signed the source, Chloé follows it, David contributed elsewhere in the process."""
    source = Subject("decision", decision.pk)
    pretended.given = {source: {alice.voice.pk, bob.voice.pk}}
    pretended.others = {david.voice.pk}
    follow(subject=source, person=chloe, at=at)
    follow(subject=source, person=alice, at=at)
    Notification.objects.all().delete()
    made = decide(title="Poser des bancs", sources=[Taken(source, "part", "Vingt suffisent.")])
    run_due(at=at + timedelta(days=1))
    run_due(at=at + timedelta(days=1))
    told = Notification.objects.filter(origin=f"decision-{made.pk}").values_list("account__voice__name", "kind")
    assert sorted(told) == [
        ("Alice", "accountability:taken"),
        ("Bob", "accountability:taken"),
        ("Chloé", "accountability:supported"),
        ("David", "accountability:contributed"),
    ]


def test_who_is_named_afterwards_is_told_too(pretended, decide, decision, alice, manager, at):
    made = decide(title="Poser des bancs")
    run_due(at=at)
    source = Subject("decision", decision.pk)
    pretended.given = {source: {alice.voice.pk}}
    take_sources(decision=made, person=manager, sources=[Taken(source)], at=at)
    run_due(at=at + timedelta(days=1))
    assert ("Alice", "accountability:taken") in notes()


def test_sources_are_typed_links_both_ways(decide, decision, manager, at):
    made = decide(title="Poser des bancs", sources=[Taken(Subject("decision", decision.pk))])
    assert [card.title for group in links_of(Subject("decision", made.pk)) for card in group.cards] == [decision.title]
    take_sources(decision=made, person=manager, sources=[], at=at)
    assert links_of(Subject("decision", made.pk)) == []
    assert Decision.objects.get(pk=made.pk).sources_count == 0


def test_progress_rolls_up_weighted_by_budget(decide, manager, at):
    root = decide(title="La place")
    small, large = decide(title="Petit", parent=root, budget=100), decide(title="Grand", parent=root, budget=300)
    decisions.tell_news(decision=small, person=manager, at=at, happened_on=at.date(), title="Fait", text="", state="done", progress=10)
    root.refresh_from_db()
    assert (root.progress, root.parts_count, root.state) == (25, 2, "started")
    decisions.tell_news(decision=large, person=manager, at=at, happened_on=at.date(), title="Mi", text="", state="started", progress=50)
    root.refresh_from_db()
    assert root.progress == round((100 * 100 + 50 * 300) / 400)


def test_what_is_given_up_or_hidden_weighs_nothing(decide, manager, at):
    root = decide(title="La place")
    kept, dropped = decide(title="A", parent=root), decide(title="B", parent=root)
    decisions.tell_news(decision=kept, person=manager, at=at, happened_on=at.date(), title="t", text="", state="started", progress=80)
    decisions.tell_news(decision=dropped, person=manager, at=at, happened_on=at.date(), title="t", text="", state="stopped", progress=5)
    root.refresh_from_db()
    assert root.progress == 80
    decisions.set_hidden(decision_id=kept.pk, hidden=True, at=at)
    root.refresh_from_db()
    assert root.parts_count == 1


def test_trees_have_no_circles_and_three_levels(decide, content, manager, at):
    a = decide(title="A")
    b = decide(title="B", parent=a)
    c = decide(title="C", parent=b)
    for row, parent in ((a, c), (a, a)):
        with pytest.raises(Refused):
            decisions.edit(decision=row, person=manager, base_version=row.edits, at=at, content=content(), parent=parent)
    with pytest.raises(Refused):
        decide(title="D", parent=c)
    other = decide(title="E")
    with pytest.raises(Refused):
        decisions.edit(decision=a, person=manager, base_version=a.edits, at=at, content=content(title="A"), parent=other)


def test_a_correction_is_kept_and_written_in_the_ledger(decision, content, manager, at):
    decisions.edit(decision=decision, person=manager, base_version=0, at=at, content=content(reasons="Pour l’ombre et le frais."))
    assert decision.revisions.order_by("-number").first().changes["reasons"] == ["Pour l’ombre.", "Pour l’ombre et le frais."]
    assert Entry.objects.filter(kind="decision_corrected").count() == 1


def test_two_people_edit_and_nobody_loses_her_text(decision, content, manager, official, at):
    decisions.edit(decision=decision, person=manager, base_version=0, at=at, content=content(title="Trente tilleuls"))
    kept = decisions.edit(decision=decision, person=official, base_version=0, at=at, content=content(next_step="Un appel d’offres"))
    assert (kept.title, kept.next_step) == ("Trente tilleuls", "Un appel d’offres")
    with pytest.raises(Stale):
        decisions.edit(decision=decision, person=official, base_version=0, at=at, content=content(title="Dix tilleuls"))


def test_news_of_a_technician_moves_the_state(decision, bob, alice, at):
    with pytest.raises(Refused):
        decisions.tell_news(decision=decision, person=alice, at=at, happened_on=at.date(), title="x", text="", state="done", progress=1)
    decisions.tell_news(decision=decision, person=bob, at=at, happened_on=at.date(), title="Plantés", text="", state="done", progress=40)
    decision.refresh_from_db()
    assert (decision.state, decision.progress, decision.done_at) == ("done", 100, at)
    decisions.tell_news(
        decision=decision, person=bob, at=at, happened_on=at.date(), title="Deux morts", text="", state="started", progress=90
    )
    decision.refresh_from_db()
    assert (decision.progress, decision.done_at) == (90, None)


def test_a_draft_can_be_thrown_away_and_what_is_public_stays(decide, decision, manager, at):
    draft = decide(title="Brouillon", public=False)
    decisions.discard(decision=draft, person=manager)
    with pytest.raises(Refused):
        decisions.discard(decision=decision, person=manager)
    assert list(Decision.objects.values_list("pk", flat=True)) == [decision.pk]


@pytest.fixture
def done(pretended, decide, decision, alice, bob, at):
    source = Subject("decision", decision.pk)
    pretended.given = {source: {alice.voice.pk}}
    made = decide(title="Poser des bancs", sources=[Taken(source)])
    decisions.tell_news(decision=made, person=bob, at=at, happened_on=at.date(), title="Posés", text="", state="done", progress=100)
    made.refresh_from_db()
    return made


def test_six_weeks_later_authors_are_asked_once(done, at):
    assert ask_when_due(at=at + timedelta(days=41)) == 0
    later = at + timedelta(days=43)
    assert ask_when_due(at=later) == 1
    assert ask_when_due(at=later) == 0
    run_due(at=later)
    assert [one for one in notes() if one[1] == "accountability:asked"] == [("Alice", "accountability:asked")]


def test_one_answer_per_voice_that_may_change(done, alice, david, at):
    say_whether_kept(decision=done, person=alice, answer="no", word="Trop peu.", at=at)
    say_whether_kept(decision=done, person=alice, answer="partly", word="", at=at)
    done.refresh_from_db()
    assert (done.yes_count, done.partly_count, done.no_count, Satisfaction.objects.count()) == (0, 1, 0, 1)
    for person, code in ((david, "stranger"), (AnonymousUser(), "anonymous")):
        with pytest.raises(Refused) as refused:
            say_whether_kept(decision=done, person=person, answer="yes", word="", at=at)
        assert refused.value.refusal.code == code
    forget_author(voice=alice.voice)
    done.refresh_from_db()
    assert (done.partly_count, Satisfaction.objects.count()) == (0, 0)


def test_nobody_is_asked_before_it_is_done(decision, alice, at):
    with pytest.raises(Refused):
        say_whether_kept(decision=decision, person=alice, answer="yes", word="", at=at)


def test_the_tables_hold_what_everybody_may_read(component, decide, decision):
    decide(title="Brouillon", public=False)
    tables = {table.name: list(table.rows) for table in component_types["decision"].results(component)}
    assert [row[2] for row in tables["decisions"]] == ["Planter vingt tilleuls"]
    assert tables["sources"] == tables["updates"] == []


def test_deciding_needs_an_open_phase_to_be_discussed(decision, alice, component, at):
    may = subject_kinds["decision"].may
    assert may("comment", alice, decision.pk, at) is None
    assert may("support", alice, decision.pk, at + timedelta(days=60)).code == "closed"
