import pytest

from beffroi.kernel.rules import Refused
from beffroi.participation.proposals import actions, rules
from beffroi.participation.proposals.models import Amendment, Author, Proposal


def codes(call):
    with pytest.raises(Refused) as refused:
        call()
    return refused.value.refusal.code


def test_a_co_author_signs_once_she_accepts(proposal, alice, chloe, at):
    author = actions.invite(proposal=proposal, person=alice, name_or_email="Chloé", at=at)
    assert not rules.is_author(chloe, proposal)
    actions.answer_invitation(author=author, person=chloe, accept=True, at=at)
    assert rules.is_author(chloe, proposal)
    assert rules.may_edit(chloe, proposal, at) is None


def test_who_declines_is_not_asked_again(proposal, alice, chloe, at):
    author = actions.invite(proposal=proposal, person=alice, name_or_email="chloe@example.org", at=at)
    actions.answer_invitation(author=author, person=chloe, accept=False, at=at)
    assert actions.invite(proposal=proposal, person=alice, name_or_email="chloe@example.org", at=at) is None
    assert not rules.is_author(chloe, proposal)


def test_an_unknown_address_is_answered_like_a_known_one(proposal, alice, at):
    assert actions.invite(proposal=proposal, person=alice, name_or_email="inconnu@example.org", at=at) is None
    assert Author.objects.filter(state=Author.INVITED).count() == 0


def test_two_people_of_one_name_are_not_guessed(proposal, alice, make_person, at):
    make_person("Jean Petit", email="un@example.org")
    make_person("Jean Petit", email="deux@example.org")
    assert codes(lambda: actions.invite(proposal=proposal, person=alice, name_or_email="Jean Petit", at=at)) == "unknown"


def test_nobody_accepts_for_another(proposal, alice, chloe, david, at):
    author = actions.invite(proposal=proposal, person=alice, name_or_email="Chloé", at=at)
    assert codes(lambda: actions.answer_invitation(author=author, person=david, accept=True, at=at)) == "not_you"
    assert codes(lambda: actions.invite(proposal=proposal, person=david, name_or_email="David", at=at)) == "not_author"


def test_the_first_author_withdraws_instead_of_leaving(proposal, alice, at):
    assert codes(lambda: actions.leave(author=proposal.authors.get(), person=alice, at=at)) == "first"


@pytest.fixture
def amendment(proposal, chloe, at):
    return actions.amend(
        proposal=proposal, person=chloe, title=proposal.title, text="Il manque deux bancs devant l’école.", reason="Un ne suffit pas", at=at
    )


def test_an_accepted_change_becomes_the_text_and_its_author_signs(amendment, proposal, alice, chloe, at):
    actions.accept_amendment(amendment=amendment, person=alice, answer="Merci", at=at)
    proposal = Proposal.objects.get()
    assert proposal.text == "Il manque deux bancs devant l’école."
    assert rules.is_author(chloe, proposal)
    last = proposal.versions.latest("number")
    assert (last.number, last.voice) == (2, chloe.voice)
    assert proposal.amendments_count == 0


def test_declining_asks_for_a_reason(amendment, alice, chloe, proposal, at):
    assert codes(lambda: actions.decline_amendment(amendment=amendment, person=alice, answer=" ", at=at)) == "reason"
    actions.decline_amendment(amendment=amendment, person=alice, answer="Un seul suffit", at=at)
    assert Amendment.objects.get().state == Amendment.DECLINED
    assert not rules.is_author(chloe, proposal)


def test_only_authors_decide_and_only_once(amendment, alice, chloe, david, at):
    for person in (chloe, david):
        assert codes(lambda p=person: actions.accept_amendment(amendment=amendment, person=p, answer="", at=at)) == "not_author"
    actions.accept_amendment(amendment=amendment, person=alice, answer="", at=at)
    assert codes(lambda: actions.decline_amendment(amendment=amendment, person=alice, answer="Non", at=at)) == "answered"


def test_a_change_that_changes_nothing_is_not_sent(proposal, chloe, alice, at):
    same = {"title": proposal.title, "text": proposal.text, "reason": "Rien"}
    assert codes(lambda: actions.amend(proposal=proposal, person=chloe, at=at, **same)) == "same"
    assert codes(lambda: actions.amend(proposal=proposal, person=alice, at=at, **same)) == "author"
