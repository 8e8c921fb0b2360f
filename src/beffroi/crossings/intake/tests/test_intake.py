from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from beffroi.channels.base import actions as base
from beffroi.channels.base.models import Account, Delivery, Heard
from beffroi.channels.base.types import KEYED, REPLY, Channel, Incoming, Limits, Message, Receipt, channels
from beffroi.commons.conversations import actions as conversations
from beffroi.commons.conversations.models import Message as Said
from beffroi.commons.conversations.models import Thread
from beffroi.commons.moderation import actions as moderation
from beffroi.commons.moderation.models import Case, Rule
from beffroi.commons.search import queries as search
from beffroi.crossings.intake import actions, outcomes, queries
from beffroi.crossings.intake.models import Held
from beffroi.crossings.intake.rules import must_be_usable
from beffroi.ground.people.models import Voice, VoiceLink
from beffroi.ground.people.testing import sign_in
from beffroi.kernel import clock
from beffroi.kernel.jobs import run_due
from beffroi.kernel.rules import Refused
from beffroi.kernel.subjects import Subject
from beffroi.outreach.inbox import actions as inbox
from beffroi.outreach.origins import actions as origins
from beffroi.outreach.origins import queries as known_origins
from beffroi.outreach.origins.models import Contact, Origin, Setting
from beffroi.outreach.posts.models import Post
from beffroi.participation.opinions.models import Statement
from beffroi.participation.proposals import actions as proposals
from beffroi.participation.proposals.models import Proposal
from beffroi.participation.questions.facts import QuestionAnswered
from beffroi.participation.questions.models import Addressee, Question
from beffroi.participation.reports.models import Category, Report
from beffroi.participation.spaces.kitchen import ready_component
from beffroi.participation.spaces.models import Component

pytestmark = pytest.mark.django_db
NOW = clock.now()  # what is open is open by the worker’s clock


class Network(Channel):
    """A network at the wire: what it is told under which message, once for each key."""

    kind, label = "network", "Réseau"
    limits = Limits(characters=400)
    capabilities = frozenset({KEYED, REPLY})

    def __init__(self) -> None:
        self.said: dict[str, tuple[str, str]] = {}

    def reply(self, account, remote_id, message, *, key):
        self.said.setdefault(key, (remote_id, message.text))
        return Receipt(f"re:{key}")


@pytest.fixture
def network(settings):
    settings.BASE_URL = "https://ville.example"
    network = Network()
    with channels.with_more(network):
        yield network


@pytest.fixture
def account(network):
    return base.connect(kind="network", name="Commune")


@pytest.fixture
def proposal(db, alice):
    component = ready_component("proposal", at=NOW, verbs=("propose", "support", "comment"), settings={"answer_days": 30})
    fields = {"title": "Un banc au soleil", "text": "Il manque un banc devant l’école, à l’ombre des tilleuls."}
    return proposals.propose(component=component, person=alice, fields=fields, at=NOW)


@pytest.fixture
def post(account, proposal):
    """What we said of it on the network."""
    post = Post.objects.create(
        title="Un banc", text="Donnez votre avis.", about=f"proposal:{proposal.pk}", state=Post.PUBLISHED, created_at=NOW, updated_at=NOW
    )
    delivery = base.deliver(account=account, message=Message("Donnez votre avis."), subject=Subject("post", post.pk), key="p", at=NOW)
    Delivery.objects.filter(pk=delivery.pk).update(state=Delivery.SENT, remote_id="our-1")
    return post


def hear(account: Account, remote_id="m1", text="@commune Et deux arbres !", **more) -> Heard:
    said = Incoming(
        remote_id=remote_id, author_address="@jeanne@la.example", author_name="Jeanne", text=text, sent_at=NOW, root="our-1",
        in_reply_to="our-1", url=f"https://la.example/{remote_id}",
    )  # fmt: skip
    base.keep_heard(account=account, incoming=[replace(said, **more)], at=NOW, is_whole=False)
    return Heard.objects.select_related("account", "delivery").get(account=account, remote_id=remote_id)


def work() -> None:
    """The worker: what follows the facts, then what waits to go out."""
    for _round in range(3):
        run_due(at=clock.now())
    for delivery in Delivery.objects.filter(state=Delivery.WAITING):
        base.push(delivery=delivery, at=max(delivery.next_at, clock.now()))


@pytest.fixture
def admitted(account, post):
    origins.admit(channel="network", address="@jeanne@la.example", at=NOW)


def test_the_first_answer_of_somebody_waits_and_is_shown_once_admitted(account, post, proposal, network, client, chloe):
    hear(account)
    hear(account, "m2", text="Un autre mot.")
    work()
    assert not Said.objects.exists()
    assert not Voice.objects.filter(kind=Voice.ELSEWHERE).exists()
    assert not network.said
    sign_in(client, chloe)
    page = client.get(reverse("intake:waiting")).content.decode()
    assert "Et deux arbres" in page
    client.post(reverse("intake:admit", args=[Held.objects.get(heard__remote_id="m1").pk]))
    work()
    first, second = Said.objects.order_by("pk")
    assert (first.text, first.voice.kind, first.origin_channel) == ("Et deux arbres !", Voice.ELSEWHERE, "network")
    assert first.thread.subject == Subject("proposal", proposal.pk)
    assert second.text == "Un autre mot."
    assert queries.waiting().count() == 0
    assert sorted(there for there, _text in network.said.values()) == ["m1", "m2"]
    client.logout()
    page = client.get(proposal_url(proposal)).content.decode()
    assert 'href="https://la.example/m1"' in page
    assert "dit sur Réseau" in page


def test_a_message_becomes_a_statement_without_a_name_and_follows_its_author(account, admitted, network, client, chloe):
    component = ready_component("opinion", at=NOW, verbs=("vote", "state"))
    heard = hear(account, root="", in_reply_to="", text="Je trouve que le marché devrait finir à 14 heures, pas à midi. Vous aussi ?")
    sign_in(client, chloe)
    sent = {"component": component.pk, "text": "Le marché devrait finir à 14 heures."}
    wrong = client.post(reverse("intake:statement", args=[heard.pk]), sent | {"text": "Et le marché ?"})
    assert "Et le marché ?" in wrong.content.decode()
    assert client.post(reverse("intake:statement", args=[heard.pk]), sent).status_code == 302
    statement = Statement.objects.get(map__component=component)
    assert (statement.text, statement.origin_url, statement.in_list) == (sent["text"], "https://la.example/m1", True)
    client.logout()
    page = client.get(statement.subject.card().url).content.decode()
    assert "Jeanne" not in page
    assert "https://la.example/m1" in page
    origins.object_to(origin=Origin.objects.get(heard=heard), way=Origin.LINK, at=NOW)
    work()
    statement.refresh_from_db()
    assert not statement.in_list


def proposal_url(proposal: Proposal) -> str:
    card = Subject("proposal", proposal.pk).card()
    assert card
    return card.url


def test_an_answer_is_taken_in_once_however_often_it_is_told(account, admitted, network):
    heard = hear(account)
    for _again in range(3):
        work()
        actions.take_in(heard=heard, at=NOW)
    hear(account)
    work()
    assert Said.objects.count() == Origin.objects.count() == len(network.said) == 1


def test_words_that_tell_something_private_are_looked_at_even_of_somebody_known(account, admitted, client, chloe):
    hear(account, text="Appelez-moi au 06 12 34 56 78 pour les arbres.")
    hear(account, "m2", text="Ou au 06 98 76 54 32.")
    work()
    assert not Said.objects.exists()
    sign_in(client, chloe)
    page = client.get(reverse("intake:waiting")).content.decode()
    assert "un numéro de téléphone" in page
    first, second = queries.waiting().order_by("heard__remote_id")
    client.post(reverse("intake:set_aside", args=[first.pk]))
    client.post(reverse("intake:admit", args=[second.pk]))
    work()
    assert [message.text for message in Said.objects.all()] == ["Ou au 06 98 76 54 32."]
    assert queries.waiting().count() == 0


def test_the_list_of_who_waits_asks_as_little_for_many_as_for_few(account, post, client, chloe):
    sign_in(client, chloe)
    counts = []
    for first, last in [(0, 3), (3, 12)]:
        for n in range(first, last):
            actions.take_in(heard=hear(account, f"n{n}", author_address=f"@p{n}@la.example", text=f"Un mot {n}"), at=NOW)
        client.get(reverse("intake:waiting"))
        with CaptureQueriesContext(connection) as asked:
            client.get(reverse("intake:waiting"))
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 14


def test_who_was_refused_is_neither_shown_nor_spoken_to(account, post, client, chloe, network):
    hear(account)
    work()
    sign_in(client, chloe)
    client.post(reverse("intake:refuse", args=[Held.objects.get().pk]))
    work()
    hear(account, "m2")
    work()
    assert not Said.objects.exists()
    assert not network.said
    assert queries.waiting().count() == 0


@pytest.mark.parametrize("why", ["private", "not ours", "off", "closed", "said by us", "answers a receipt"])
def test_what_is_not_a_public_answer_under_something_open_stays_in_the_inbox(account, admitted, proposal, why, network):
    more = {}
    if why == "private":
        more = {"is_private": True}
    elif why == "not ours":
        more = {"root": "", "in_reply_to": ""}
    elif why == "off":
        Setting.objects.create(pk=1, is_automatic=False)
    elif why == "closed":
        Component.objects.filter(pk=proposal.component_id).update(published_at=None)
    elif why == "said by us":
        more = {"author_address": "Commune"}
        origins.admit(channel="network", address="Commune", at=NOW)
    else:
        hear(account, "m0")
        work()
        more = {"in_reply_to": Delivery.objects.get(subject_kind="origin").remote_id}
    hear(account, **more)
    work()
    assert not Said.objects.filter(origin=f"heard-{Heard.objects.get(remote_id='m1').pk}").exists()
    assert not Held.objects.exists()


def test_answers_to_answers_keep_their_place(account, admitted):
    hear(account)
    hear(account, "m2", text="Et des noyers.", in_reply_to="m1")
    work()
    assert Said.objects.get(text="Et des noyers.").parent == Said.objects.get(text="Et deux arbres !")


def test_a_linked_account_speaks_as_the_resident_herself(account, post, alice):
    VoiceLink.objects.create(voice=alice.voice, channel="network", address="@jeanne@la.example", linked_at=NOW)
    hear(account)
    work()
    assert Said.objects.get().voice == alice.voice


def test_a_resident_who_may_not_write_here_does_not_write_from_there(account, post, alice, chloe):
    VoiceLink.objects.create(voice=alice.voice, channel="network", address="@jeanne@la.example", linked_at=NOW)
    rule = Rule.objects.filter(until=None).first()
    proposal = Subject("proposal", Proposal.objects.get().pk)
    moderation.pause(subject=proposal, rule=rule, reason="Insultes.", days=30, by=chloe, at=NOW)
    hear(account)
    work()
    assert not Said.objects.exists()
    assert not Held.objects.exists()


def test_what_is_changed_or_deleted_there_is_so_in_counts_and_search(account, admitted, proposal):
    hear(account)
    work()
    hear(account, text="Et deux saules pleureurs !")
    work()
    assert [row.subject.kind for row in search.find("saules").rows] == ["message"]
    hear(account, is_gone=True)
    work()
    message = Said.objects.get()
    assert (message.text, message.html, message.origin_address) == ("", "", "")
    assert not search.find("saules").rows
    proposal.refresh_from_db()
    assert (proposal.messages_count, Thread.objects.get().messages_count, Thread.objects.get().voices_count) == (0, 0, 0)


def test_an_objection_takes_it_away_and_the_team_can_put_it_back(account, admitted, proposal, chloe):
    hear(account)
    work()
    origin = Origin.objects.get()
    origins.object_to(origin=origin, way=Origin.LINK, at=NOW)
    work()
    proposal.refresh_from_db()
    assert (proposal.messages_count, Said.objects.get().text) == (0, "")
    origins.put_back(origin=origin, person=chloe, at=NOW)
    work()
    proposal.refresh_from_db()
    assert (proposal.messages_count, Said.objects.get().text) == (1, "Et deux arbres !")
    assert search.find("arbres").rows


def test_whoever_is_refused_stays_so_under_another_name_and_nobody_inherits_it(account, post, client, chloe):
    hear(account, author_address="@jeanne.example", author_key="did:plc:jeanne")
    work()
    sign_in(client, chloe)
    client.post(reverse("intake:refuse", args=[Held.objects.get().pk]))
    renamed = hear(account, "m2", author_address="@autre.example", author_key="did:plc:jeanne")
    stranger = hear(account, "m3", author_address="@jeanne.example", author_key="did:plc:mallory")
    assert must_be_usable(renamed, NOW).code == "blocked"
    assert must_be_usable(stranger, NOW) is None
    page = client.get(reverse("origins_desk:refused")).content.decode()
    assert "@jeanne.example" in page
    assert "Reprendre de nouveau" in page
    client.post(reverse("origins_desk:lift", args=[Contact.objects.get(channel="network").pk]))
    assert must_be_usable(renamed, NOW) is None
    assert "Reprendre de nouveau" not in client.get(reverse("origins_desk:refused")).content.decode()


def test_the_official_answer_goes_back_to_whom_it_answers_or_to_all_who_spoke(account, admitted, proposal, network, manager):
    origins.admit(channel="network", address="@paul@la.example", at=NOW)
    hear(account)
    hear(account, "m2", text="Encore un mot.")
    hear(account, "m3", text="Et un kiosque ?", author_address="@paul@la.example", author_name="Paul")
    Delivery.objects.create(
        account=account, subject_kind="post", subject_id=Post.objects.get().pk, key="p2", message={}, state=Delivery.SENT, next_at=NOW,
        remote_id="our-2",
    )  # fmt: skip
    hear(account, "m4", text="Et à l’ombre.", root="our-2", in_reply_to="our-2")
    work()
    network.said.clear()
    theirs = Said.objects.get(text="Et un kiosque ?")
    conversations.send(person=manager, thread=theirs.thread, parent=theirs, text="Le kiosque est prévu.", is_official=True, at=NOW)
    work()
    assert [there for there, _text in network.said.values()] == ["m3"]
    network.said.clear()
    conversations.send(person=manager, thread=theirs.thread, text="Merci à tous.", is_official=True, at=NOW)
    work()
    work()
    assert sorted(there for there, _text in network.said.values()) == ["m1", "m3", "m4"]  # in each thread where they spoke, once
    assert all("Merci à tous." in text and "https://ville.example/" in text for _there, text in network.said.values())


def test_a_message_is_shown_where_the_team_chooses_and_no_second_time(account, proposal, client, chloe):
    heard = hear(account, text="Un banc serait bien devant l’école", root="", in_reply_to="")
    sign_in(client, chloe)
    page = reverse("intake:contribution", args=[heard.pk])
    assert "Un banc au soleil" in client.get(page).content.decode()
    taken = inbox.take_in(heard=heard, at=NOW)
    assert reverse("inbox:show", args=[taken.conversation_id]) in client.get(page).content.decode()
    assert "Un banc au soleil" in client.get(page + "?q=banc").content.decode()
    assert client.post(page, {"subject": "proposal:999999"}).status_code == 422
    client.post(page, {"subject": f"proposal:{proposal.pk}"})
    client.post(page, {"subject": f"proposal:{proposal.pk}"})
    assert Said.objects.get().thread.subject == Subject("proposal", proposal.pk)
    assert Origin.objects.get().by == chloe
    assert "Un banc au soleil" in client.get(reverse("intake:show", args=[heard.pk])).content.decode()


def test_private_words_are_never_published_by_hand_either(account, proposal, chloe):
    heard = hear(account, is_private=True)
    assert {offer.intake.kind for offer in known_origins.offers(heard, chloe)} == {"case", "rumor"}, (
        "of a rumour the claim alone is published, in the words of the team"
    )
    with pytest.raises(Refused):
        actions.contribute(heard=heard, subject=Subject("proposal", proposal.pk), by=chloe, at=NOW)
    with pytest.raises(Refused):
        actions.propose(heard=heard, component=proposal.component, title="Un titre", text="Un texte assez long.", by=chloe, at=NOW)


def test_an_idea_becomes_a_proposal_of_its_author_who_can_take_it_back(account, post, proposal, client, manager, network):
    heard = hear(account, text="Il faudrait une fontaine sur la place. Il fait si chaud.", root="", in_reply_to="")
    assert "Il faudrait" in next(offer.reason for offer in known_origins.offers(heard, manager) if offer.intake.kind == "proposal")
    sign_in(client, manager)
    page = reverse("intake:proposal", args=[heard.pk])
    assert "Il faudrait une fontaine" in client.get(page).content.decode()
    said = {"component": proposal.component_id, "title": "Une fontaine", "text": "Il faudrait une fontaine sur la place."}
    assert client.post(page, said | {"title": ""}).status_code == 422
    client.post(page, said)
    client.post(page, said)
    work()
    made = Proposal.objects.get(title="Une fontaine")
    assert (made.voice.name, made.in_list, len(network.said)) == ("Jeanne", True, 1)
    shown = client.get(Subject("proposal", made.pk).card().url).content.decode()
    assert f'href="{heard.url}"' in shown  # the way to the original
    assert "S’exprime ici depuis Réseau." in client.get(reverse("voices:show", args=[made.voice.public_id])).content.decode()
    hear(account, is_gone=True)
    work()
    made.refresh_from_db()
    assert (made.in_list, bool(made.withdrawn_at)) == (False, True)


def test_a_case_cites_a_rule_and_tells_nobody_yet(account, client, chloe, network):
    rule = Rule.objects.filter(until=None).first()
    heard = hear(account, text="Bande de nuls")
    sign_in(client, chloe)
    page = reverse("intake:case", args=[heard.pk])
    assert client.post(page, {"reason": "harassment"}).status_code == 422
    client.post(page, {"rule": rule.pk, "reason": "harassment", "text": "Insulte."})
    work()
    case = Case.objects.get()
    assert case.subject == Subject("heard", heard.pk)
    assert rule.title in case.flags.get().text
    assert not network.said


def test_whose_words_are_hidden_is_told_why_in_her_thread_even_when_the_town_is_quiet(account, admitted, chloe, network):
    Setting.objects.create(pk=1, says_receipts=False, says_outcomes=False)
    rule = Rule.objects.filter(until=None).first()
    hear(account)
    work()
    made = moderation.hide(subject=Said.objects.get().subject, rule=rule, reason="Insulte.", by=chloe, at=NOW)
    work()
    work()
    ((there, text),) = network.said.values()
    assert there == "m1"
    assert reverse("moderation:decision", args=[made.key]) in text


def test_what_is_said_of_a_process_stands_on_a_page_of_its_own(account, admitted, proposal, client):
    process = proposal.component.process
    Post.objects.update(about=f"process:{process.pk}")
    page = reverse("said_elsewhere:process", args=[process.slug])
    assert client.get(page).status_code == 404
    hear(account)
    work()
    assert "Et deux arbres" in client.get(page).content.decode()
    assert page in client.get(reverse("spaces:show", args=[process.slug])).content.decode()


def test_a_question_is_asked_in_her_name_and_its_answer_goes_back(account, client, manager, network):
    official = Addressee.objects.create(slug="maire", name="Lucie Maire", mandate="Maire", account=manager)
    heard = hear(account, text="Bonjour ! Quand rouvre la piscine municipale ? Merci.", root="", in_reply_to="")
    assert "Quand rouvre" in next(offer.reason for offer in known_origins.offers(heard, manager) if offer.intake.kind == "question")
    sign_in(client, manager)
    page = reverse("intake:question", args=[heard.pk])
    assert 'value="Quand rouvre la piscine municipale ?"' in client.get(page).content.decode()
    said = {"to": official.pk, "title": "Quand rouvre la piscine municipale ?", "text": ""}
    assert client.post(page, said | {"to": ""}).status_code == 422
    client.post(page, said)
    client.post(page, said)
    work()
    question = Question.objects.get()
    assert (question.voice.name, len(network.said)) == ("Jeanne", 1)
    outcomes.tell_the_answer_to_a_question(
        QuestionAnswered(
            subject=f"question:{question.pk}", title=question.title, process_id=0, question_id=question.pk, answer_id=1, by="Lucie Maire"
        )
    )
    work()
    work()
    assert [text for _there, text in network.said.values() if text.startswith("Lucie Maire a répondu")]
    assert len(network.said) == 2
    hear(account, is_gone=True)
    work()
    question.refresh_from_db()
    assert (question.in_list, bool(question.withdrawn_at)) == (False, True)


def test_a_private_mail_becomes_a_report_without_a_name(account, client, manager, network):
    lamps = Category.objects.create(code="lampadaire", name="Lampadaire en panne")
    heard = hear(account, text="Le lampadaire du 3 rue des Lilas ne s’allume plus.", root="", in_reply_to="", is_private=True)
    assert "lampadaire" in next(offer.reason for offer in known_origins.offers(heard, manager) if offer.intake.kind == "report")
    sign_in(client, manager)
    page = reverse("intake:report", args=[heard.pk])
    assert client.get(page).status_code == 200
    where = {"where-address": "3 rue des Lilas", "where-said": "3 rue des Lilas", "where-lon": "2.35", "where-lat": "48.85"}
    for _twice in range(2):
        client.post(page, {**where, "category": lamps.pk, "text": "Le lampadaire ne s’allume plus."})
    work()
    report = Report.objects.get()
    assert (report.voice.name, report.shows_name, report.origin_address, len(network.said)) == ("Jeanne", False, "", 1)
    hear(account, is_gone=True)
    work()
    report.refresh_from_db()
    assert report.in_list is False
