"""A text that is changed in place says so, if more than the spelling has changed and the team wants it."""

import datetime

import pytest
from django.utils import timezone

from beffroi.channels.base import actions as base
from beffroi.channels.base.models import Delivery
from beffroi.channels.base.types import KEYED, UPDATE, Channel, Limits, Receipt, channels
from beffroi.ground.people.testing import sign_in
from beffroi.kernel import clock
from beffroi.outreach.posts import actions
from beffroi.outreach.posts.corrections import correction_line, is_more_than_spelling
from beffroi.outreach.posts.models import Post
from beffroi.outreach.posts.tests.test_threads_and_rights import work

pytestmark = pytest.mark.django_db
WHY = "Nous avions écrit samedi : c’est dimanche."


class Network(Channel):
    kind = label = "net"
    limits = Limits(characters=120)
    capabilities = frozenset({KEYED, UPDATE})

    def __init__(self):
        self.there = {}

    def publish(self, account, message, *, key, handles=None):
        self.there[key] = message.text
        return Receipt(key)

    def update(self, account, remote_id, message, *, key):
        self.there[remote_id] = message.text
        return Receipt(remote_id)


@pytest.fixture
def net(settings):
    settings.BASE_URL = "https://ville.example"
    made = Network()
    with channels.with_more(made):
        yield made


@pytest.fixture
def post(net, manager, validator):
    accounts = [base.connect(kind=kind, name=kind) for kind in ("site", "feed", "net")]
    made = actions.draft(title="Fête", text="La fête est samedi à la halle.", author=manager, at=clock.now(), accounts=accounts)
    approve(made, manager, validator)
    actions.publish(post=made, at=clock.now())
    work()
    made.refresh_from_db()
    return made


def approve(post, manager, validator):
    actions.submit(post=post, person=manager, validators=[validator], at=clock.now())
    actions.decide(post=post, person=validator, is_approved=True, at=clock.now())


def change(post, manager, validator, **changes):
    accounts = [outlet.account for outlet in post.outlets.select_related("account")]
    post.refresh_from_db()
    actions.edit(post=post, person=manager, base_version=post.version, at=clock.now(), accounts=accounts, changes=changes)
    approve(post, manager, validator)
    work()


@pytest.mark.parametrize(
    ("before", "after", "is_more"),
    [
        ("La fete est samedi", "La fête est samedi.", False),
        ("Rendez vous à la halle", "Rendez-vous à la Halle !", False),
        ("La réunion est ouverte", "La réunoin est ouverte", False),
        ("Rendezvous", "rendez vous", False),
        ("La fête est samedi", "La fête est dimanche", True),
        ("à 18 h", "à 19 h", True),
        ("L’entrée est gratuite", "L’entrée n’est pas gratuite", True),
        ("six personnes", "dix personnes", True),
        ("le parking est ouvert", "le parking est couvert", True),
    ],
)
def test_spelling_is_told_from_what_changes_the_meaning(before, after, is_more):
    assert is_more_than_spelling(before, after) is is_more


def test_the_line_stands_with_the_text_on_the_network_on_the_site_and_in_the_feed(post, net, manager, validator, client):
    change(post, manager, validator, text="La fête est dimanche à la halle.", correction=WHY)
    (text,) = net.there.values()
    post.refresh_from_db()
    line = correction_line(actions.content_of(post))
    assert line in text
    assert line.startswith("Corrigé le ")
    assert len(text) <= 120, "the text gave way, the line did not"
    article = client.get(Delivery.objects.get(account__kind="site").url).content.decode()
    assert WHY in article
    assert "corrigé le" in article
    feed = client.get("/flux/atom.xml").content.decode()
    assert f"Corrigé le {timezone.localdate().day}" in feed
    assert WHY in feed
    was = post.corrected_at
    change(post, manager, validator, text="La fête est dimanche à la grande halle.")
    post.refresh_from_db()
    assert post.corrected_at == was, "the day is that of the correction"


@pytest.mark.parametrize(
    ("text", "choice", "says"),
    [
        ("La fête est samedi à la Halle !", Post.AUTO, False),
        ("La fête est samedi à la Halle !", Post.ALWAYS, True),
        ("La fête est dimanche à la halle.", Post.NEVER, False),
    ],
)
def test_the_team_decides_otherwise(post, net, manager, validator, text, choice, says):
    change(post, manager, validator, text=text, correction=WHY, correction_line=choice)
    assert ("Corrigé le" in next(iter(net.there.values()))) is says


def test_nobody_reads_of_a_correction_of_what_they_never_read(post, net, manager, validator):
    late = base.connect(kind="net", name="late")
    post.outlets.create(account=late)
    change(post, manager, validator, text="La fête est dimanche à la halle.", correction=WHY)
    texts = {Delivery.objects.get(key=key).account.name: text for key, text in net.there.items()}
    assert ("Corrigé le" in texts["net"], "Corrigé le" in texts["late"]) == (True, False)


def test_the_year_is_said_if_it_is_another():
    content = {"correction": WHY, "language": "fr", "corrected_on": "2026-03-03"}
    assert correction_line(content, datetime.datetime(2026, 1, 5, tzinfo=datetime.UTC)).startswith("Corrigé le 3 mars\u202f:")
    assert correction_line(content, datetime.datetime(2025, 1, 5, tzinfo=datetime.UTC)).startswith("Corrigé le 3 mars 2026\u202f:")


def test_the_composer_shows_and_counts_the_line_before_it_is_kept(post, net, manager, client):
    sign_in(client, manager)
    page = f"/bureau/publications/{post.pk}/edit/"
    assert 'data-edits="Corrigé le ' in client.get(page).content.decode()
    rows = {f"{prefix}-{name}": value for prefix in ("pic", "lang", "claim") for name, value in (("TOTAL_FORMS", 1), ("INITIAL_FORMS", 0))}
    accounts = list(post.outlets.values_list("account_id", flat=True))
    typed = {"title": "Fête", "text": "La fête est dimanche à la halle.", "kind": "news", "language": "fr", "when_over": "keep"}
    typed |= {"accounts": accounts, "correction": WHY, "act": "preview", "base_version": post.version}
    typed |= {f"v{pk}-has_link": "on" for pk in accounts}
    for choice, is_said in (("auto", True), ("no", False)):
        shown = client.post(page, rows | typed | {"correction_line": choice})
        look = next(look for look in shown.context["looks"] if look.account.kind == "net")
        assert ("Corrigé le" in look.message.text) is is_said
