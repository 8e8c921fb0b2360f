"""From a doubt to a verdict that another person has read, and back to those who asked."""

import json
from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser

from beffroi.commons.conversations import actions as conversations
from beffroi.commons.conversations.models import Message
from beffroi.commons.notifications.models import Notification
from beffroi.commons.search import queries as search
from beffroi.kernel import clock, ledger
from beffroi.kernel.jobs import run_due
from beffroi.kernel.models import Entry, Mail
from beffroi.kernel.rules import Refused
from beffroi.kernel.subjects import Subject
from beffroi.outreach.approvals import actions as approvals
from beffroi.outreach.posts.models import Post
from beffroi.outreach.rumors import actions, queries, wording
from beffroi.outreach.rumors.models import Edition, Rumor, Sighting
from beffroi.outreach.rumors.tests.conftest import CLAIM, NOW, SOURCE, WORDS

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def work():
    for _round in range(4):
        run_due(at=clock.now() + timedelta(minutes=1))


def asks(claim=CLAIM, person=None, **more):
    return actions.report(claim=claim, person=person or AnonymousUser(), key="visitor", at=NOW, **more)


def code_of(refused):
    return refused.value.refusal.code


def test_nobody_publishes_alone_nor_without_a_source(manager, validator, alice):
    rumor = asks().rumor
    with pytest.raises(Refused):
        actions.save_draft(rumor=rumor, person=alice, values=WORDS, at=NOW)
    actions.save_draft(rumor=rumor, person=manager, values=WORDS, at=NOW)
    with pytest.raises(Refused) as refused:
        actions.ask_second(rumor=rumor, person=manager, validators=[validator], at=NOW)
    assert code_of(refused) == "no_source"
    actions.add_source(rumor=rumor, person=manager, values=SOURCE, at=NOW)
    actions.save_draft(rumor=rumor, person=validator, values=WORDS, at=NOW)
    own = actions.ask_second(rumor=rumor, person=validator, validators=[validator], at=NOW)
    with pytest.raises(Refused) as refused:
        approvals.decide(approval=own, person=validator, is_approved=True, at=NOW)
    assert code_of(refused) == "own_text"
    actions.save_draft(rumor=rumor, person=manager, values=WORDS, at=NOW)
    approval = actions.ask_second(rumor=rumor, person=manager, validators=[validator], at=NOW)
    rumor.refresh_from_db()
    assert rumor.state == Rumor.CHECKED
    approvals.decide(approval=approval, person=validator, is_approved=False, comment="Datez la source.", at=NOW)
    rumor.refresh_from_db()
    assert rumor.state == Rumor.RECEIVED
    assert not Rumor.objects.public().exists()
    again = actions.ask_second(rumor=rumor, person=manager, validators=[validator], at=NOW)
    approvals.decide(approval=again, person=validator, is_approved=True, at=NOW)
    rumor.refresh_from_db()
    assert (rumor.state, rumor.verdict, rumor.number) == (Rumor.PUBLISHED, "false", 1)


def test_words_changed_after_the_question_are_not_published(manager, validator):
    rumor = asks().rumor
    actions.add_source(rumor=rumor, person=manager, values=SOURCE, at=NOW)
    actions.save_draft(rumor=rumor, person=manager, values=WORDS, at=NOW)
    approval = actions.ask_second(rumor=rumor, person=manager, validators=[validator], at=NOW)
    actions.save_draft(rumor=rumor, person=manager, values={**WORDS, "truth": "Tout autre chose."}, at=NOW)
    with pytest.raises(Refused):
        approvals.decide(approval=approval, person=validator, is_approved=True, at=NOW)
    assert not Rumor.objects.public().exists()


@pytest.mark.parametrize(
    ("headline", "code"),
    [
        ("La piscine municipale ne ferme pas définitivement le 1er janvier", "repeats"),
        ("Faux : la piscine reste ouverte", "label"),
        ("La piscine va-t-elle fermer ?", "question"),
        ("La piscine reste ouverte toute l’année 2027", None),
    ],
)
def test_a_headline_says_what_is_true_and_does_not_repeat_what_is_said(manager, validator, headline, code):
    rumor = asks().rumor
    actions.add_source(rumor=rumor, person=manager, values=SOURCE, at=NOW)
    actions.save_draft(rumor=rumor, person=manager, values={**WORDS, "headline": headline}, at=NOW)
    if code is None:
        assert actions.ask_second(rumor=rumor, person=manager, validators=[validator], at=NOW)
        return
    with pytest.raises(Refused) as refused:
        actions.ask_second(rumor=rumor, person=manager, validators=[validator], at=NOW)
    assert code_of(refused) == code


def test_everybody_who_asked_is_told_once_and_addresses_go(manager, alice, checked):
    first = asks(email="lea@example.org")
    other = asks(claim="La piscine municipale ferme définitivement en janvier", person=alice)
    assert queries.alike(CLAIM, but=first.rumor_id) == [other.rumor]
    actions.merge(source=other.rumor, target=first.rumor, person=manager, at=NOW)
    rumor = checked(rumor=first.rumor)
    assert rumor.sightings_count == 2
    work()
    work()
    told = Notification.objects.filter(kind="rumors:checked")
    assert [(one.account_id, one.params["url"]) for one in told] == [(alice.pk, f"/rumeurs/{rumor.pk}/")]
    mail = Mail.objects.get(to="lea@example.org")
    assert WORDS["truth"] in mail.text
    assert CLAIM not in mail.text
    actions.forget_addresses(at=NOW + 20 * DAY)
    assert Sighting.objects.exclude(email="").exists()
    actions.forget_addresses(at=NOW + 40 * DAY)
    assert not Sighting.objects.exclude(email="").exists()
    assert Sighting.objects.exclude(text="").count() == 2
    actions.forget_addresses(at=NOW + 400 * DAY)
    assert not Sighting.objects.exclude(text="").exists()


def test_who_is_merged_into_a_published_one_hears_it_too(manager, alice, checked):
    rumor = checked()
    work()
    late = asks(person=alice)
    actions.merge(source=late.rumor, target=rumor, person=manager, at=NOW)
    work()
    assert Notification.objects.filter(kind="rumors:checked", account=alice).count() == 1


def test_a_merge_is_undone_and_nothing_is_lost(manager, alice, checked, bob):
    rumor = checked()  # its own source; its file, opened by hand
    part, deep = asks(claim="La piscine est vendue", person=alice), asks(claim="La piscine est à vendre", email="lea@example.org")
    for one, title in ((part, "Acte de vente"), (deep, "Annonce")):
        actions.add_source(rumor=one.rumor, person=manager, values=SOURCE | {"title": title}, at=NOW)
    actions.write_note(rumor=part.rumor, person=manager, text="Appeler le notaire.", at=NOW)
    actions.merge(source=deep.rumor, target=part.rumor, person=manager, at=NOW)
    actions.merge(source=part.rumor, target=rumor, person=manager, at=NOW)
    later = asks(claim="La piscine ferme encore", person=bob)
    actions.merge(source=later.rumor, target=rumor, person=manager, at=NOW)
    checked(rumor=rumor, correction="L’acte de vente est cité.")  # the verdict rests on what came along
    rumor.refresh_from_db()
    assert (rumor.sightings_count, rumor.sources.count(), rumor.notes.count()) == (4, 3, 1)
    assert [one.source_id for one in queries.parts(rumor)] == [later.rumor_id, part.rumor_id, deep.rumor_id]
    with pytest.raises(Refused):
        actions.part(source=part.rumor, person=alice, at=NOW)
    back = actions.part(source=part.rumor, person=manager, at=NOW)
    assert (back.state, back.merged_into, back.sightings_count) == (Rumor.RECEIVED, None, 2)
    assert sorted(back.sources.values_list("title", flat=True)) == ["Acte de vente", "Annonce"]
    assert back.notes.get().text == "Appeler le notaire."
    assert Rumor.objects.get(pk=deep.rumor_id).merged_into == back
    rumor.refresh_from_db()
    assert (rumor.sightings_count, rumor.state) == (2, Rumor.PUBLISHED)
    assert rumor.sources.count() == 3, "what its verdict cites stays with it too"
    alone = actions.part(source=deep.rumor, person=manager, at=NOW)
    back.refresh_from_db()
    assert (alone.sightings.get(), back.sightings.get()) == (deep, part)
    assert (alone.sightings_count, back.sightings_count) == (1, 1)
    with pytest.raises(Refused) as refused:
        actions.part(source=deep.rumor, person=manager, at=NOW)
    assert code_of(refused) == "alone"
    work()
    checked(rumor=back, claim="La piscine est vendue", headline="La piscine reste à la commune", truth="Rien n’est vendu.")
    work()
    told = Notification.objects.filter(account=alice, kind="rumors:checked", params__url=back.get_absolute_url())
    assert "Rien n’est vendu." in json.dumps(told.get().params, ensure_ascii=False)
    assert actions.merge(source=alone, target=back, person=manager, at=NOW).sightings_count == 2, "and merged once more"


def test_a_correction_is_public_dated_and_in_the_ledger(manager, alice, checked):
    sighting = asks(person=alice)
    rumor = checked(rumor=sighting.rumor)
    with pytest.raises(Refused) as refused:
        checked(rumor=rumor, truth="La piscine ferme en janvier pour quatre semaines.")
    assert code_of(refused) == "no_correction"
    checked(
        rumor=rumor,
        verdict="misleading",
        truth="La piscine ferme quatre semaines, pas pour toujours.",
        correction="Les dates des travaux ont changé.",
    )
    rumor.refresh_from_db()
    assert (rumor.verdict, rumor.number) == ("misleading", 2)
    assert [(row.number, row.verdict) for row in queries.editions(rumor)] == [(2, "misleading"), (1, "false")]
    kinds = (
        Entry.objects.filter(subject_kind="rumor", subject_id=rumor.pk, kind__startswith="fact_check")
        .order_by("sequence")
        .values_list("kind", flat=True)
    )
    assert list(kinds) == ["fact_check_published", "fact_check_corrected"]
    assert ledger.verify() == []
    work()
    assert Notification.objects.filter(kind="rumors:corrected", account=alice).count() == 1
    with pytest.raises(Refused):
        actions.close(rumor=rumor, person=manager, reason=Rumor.OPINION, words="", at=NOW)


def test_a_draft_post_says_what_is_true_and_never_the_claim(checked):
    rumor = checked()
    work()
    work()
    post = Post.objects.get(about=f"rumor:{rumor.pk}")
    assert post.title == WORDS["headline"]
    assert WORDS["truth"] in post.text
    assert CLAIM not in post.text
    assert post.state == Post.DRAFT


def test_a_doubt_about_a_message_is_answered_under_it_once(manager, alice, bob, checked):
    thread = conversations.open_topic(person=alice, title="La piscine", text="On me dit que tout ferme.", at=NOW)
    message = conversations.send(thread=thread, person=alice, text="La piscine ferme définitivement !", at=NOW)
    subject = Subject("message", message.pk)
    first = actions.doubt(subject=subject, person=bob, at=NOW)
    second = actions.doubt(subject=subject, person=AnonymousUser(), key="x", email="lea@example.org", at=NOW)
    assert first.rumor_id == second.rumor_id
    assert actions.doubt(subject=subject, person=bob, at=NOW) == first
    checked(rumor=first.rumor)
    work()
    work()
    answer = Message.objects.get(parent=message)
    assert answer.is_official
    assert WORDS["truth"] in answer.text
    message.refresh_from_db()
    assert message.hidden_at is None
    again = conversations.send(thread=thread, person=alice, text="Je le redis : la piscine ferme.", at=NOW + DAY)
    later = actions.doubt(subject=Subject("message", again.pk), person=bob, at=NOW)
    actions.merge(source=later.rumor, target=first.rumor, person=manager, at=NOW)
    work()
    assert Message.objects.get(parent=again).is_official
    assert Message.objects.filter(parent=message).count() == 1
    assert Notification.objects.filter(kind="rumors:checked", account=bob).count() == 1


def test_closed_without_a_verdict_says_why(manager, alice):
    sighting = asks(person=alice)
    actions.close(rumor=sighting.rumor, person=manager, reason=Rumor.OPINION, words="Merci de nous l’avoir dit.", at=NOW)
    work()
    told = Notification.objects.get(kind="rumors:closed", account=alice)
    assert "une opinion" in json.dumps(told.params, ensure_ascii=False)
    actions.reopen(rumor=sighting.rumor, person=manager, at=NOW)
    assert Rumor.objects.get(pk=sighting.rumor_id).state == Rumor.RECEIVED


def test_search_finds_what_is_true_and_only_once_it_is_public(checked, manager):
    asks()
    assert not search.find("piscine").rows
    rumor = checked(rumor=Rumor.objects.get())
    found = search.find("piscine").rows
    assert [(row.title, row.subject) for row in found] == [(WORDS["headline"], rumor.subject)]
    assert [one.subject for one in queries.published_like("J’ai lu que la piscine municipale ferme en janvier")] == [rumor.subject]
    assert queries.published_like("Le marché du samedi déménage") == []


def test_a_visitor_does_not_flood_the_desk():
    for number in range(5):
        asks(claim=f"Rumeur numéro {number} de la rue Haute")
    with pytest.raises(Refused) as refused:
        asks(claim="Encore une rumeur de la rue Haute")
    assert code_of(refused) == "too_often"


def test_unlike_claims_are_not_taken_for_the_same():
    assert wording.is_alike(CLAIM, "Il paraît que la piscine municipale ferme pour toujours en janvier")
    assert not wording.is_alike(CLAIM, "Le marché du samedi déménage définitivement place Haute")
    assert not wording.repeats("La piscine reste ouverte", CLAIM)


def test_one_draft_at_a_time(manager):
    rumor = asks().rumor
    actions.save_draft(rumor=rumor, person=manager, values=WORDS, at=NOW)
    actions.save_draft(rumor=rumor, person=manager, values={**WORDS, "truth": "Autre."}, at=NOW)
    assert Edition.objects.get().truth == "Autre."
