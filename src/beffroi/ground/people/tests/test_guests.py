"""Write first, say who you are afterwards."""

import re
from datetime import timedelta

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core.exceptions import ValidationError
from django.urls import path
from django.utils import timezone

from beffroi import urls as site
from beffroi.ground.people.actions.cleaning import forget_what_is_over
from beffroi.ground.people.guests import GuestAct, act, guest_acts
from beffroi.ground.people.models import Account, WaitingAct
from beffroi.ground.people.testing import sign_in
from beffroi.ground.people.tests.test_doors import last_code, last_link, signed_in, totp_now
from beffroi.kernel.access import public
from beffroi.kernel.models import Mail
from beffroi.kernel.rules import Refusal, Refused

TEXT = "Un banc près du lavoir, s’il vous plaît"
said: list[tuple[Account, dict]] = []


def perform(person, data, at) -> str:
    if data.get("text") == "too late":
        raise Refused(Refusal("closed", "Les propositions sont closes."))
    if data.get("text") == "invalid":
        raise ValidationError("Le titre est trop long.")
    said.append((person, data))
    return f"/done/{person.pk}/"


urlpatterns = [
    *site.urlpatterns,
    path("say/", public(lambda request: act(request, "test:say", {"title": "Un banc", "text": request.POST["text"]}))),
]
handler403, handler404, handler500 = site.handler403, site.handler404, site.handler500


@pytest.fixture(autouse=True)
def _say(settings):
    settings.ROOT_URLCONF = __name__
    said.clear()
    with guest_acts.with_more(GuestAct("test:say", "publier une proposition", perform)):
        yield


def write(client, text: str = TEXT) -> str:
    """The page that asks who one is."""
    answer = client.post("/say/", {"text": text})
    assert answer.status_code == 302
    return answer["Location"]


def ask(client, page: str, email: str, name: str = "Zoé") -> str:
    answer = client.post(page, {"email": email, "name": name})
    assert answer.status_code == 302, answer.content.decode()
    return answer["Location"]


def test_a_visitor_writes_confirms_and_is_published(client, db):
    page = write(client)
    assert TEXT in client.get(page).content.decode()
    assert not said
    code_page = ask(client, page, "Zoe@example.org")
    assert not said
    assert not Account.objects.exists()
    answer = client.post(code_page, {"code": last_code()})
    zoe = Account.objects.get(email="zoe@example.org")
    assert answer["Location"] == f"/done/{zoe.pk}/"
    assert said == [(zoe, {"title": "Un banc", "text": TEXT})]
    assert (zoe.voice.name, signed_in(client)) == ("Zoé", zoe)


def test_the_mail_never_holds_the_text_nor_the_name(client, db):
    ask(client, write(client), "zoe@example.org", name="Zorglub")
    mail = Mail.objects.get()
    assert TEXT not in mail.text + mail.subject
    assert "Zorglub" not in mail.text + mail.subject


def test_the_text_is_not_kept_twice(client, db):
    client.post(ask(client, write(client), "zoe@example.org"), {"code": last_code()})
    assert WaitingAct.objects.get().data == {}


def test_who_has_an_account_keeps_her_name(client, alice):
    client.post(ask(client, write(client), "alice@example.org", name="Bob"), {"code": last_code()})
    assert said[0][0] == alice
    assert Account.objects.get().voice.name == "Alice"


def test_the_answer_is_the_same_for_a_known_address(client, alice):
    known = client.get(ask(client, write(client), "alice@example.org")).content.decode()
    unknown = client.get(ask(client, write(client), "zoe@example.org")).content.decode()
    same = [
        re.sub(r"alice@example.org|zoe@example.org|csrfmiddlewaretoken\" value=\"\w+|code/[\w-]+/", "", page) for page in (known, unknown)
    ]
    assert same[0] == same[1]


def test_the_link_works_on_another_device_and_shows_what_will_be_published(client, db):
    ask(client, write(client), "zoe@example.org")
    phone = client.__class__()
    page = phone.get(last_link()).content.decode()
    assert TEXT in page
    assert not said
    answer = phone.post(last_link())
    assert answer["Location"].startswith("/done/")
    assert len(said) == 1
    assert signed_in(client) is None


def test_it_is_published_once_however_often_one_presses(client, db):
    page = write(client)
    code_page = ask(client, page, "zoe@example.org")
    code, link = last_code(), last_link()
    client.post(code_page, {"code": code})
    client.post(code_page, {"code": code})
    client.post(link)
    client.post(page)
    assert len(said) == 1
    assert client.get(page)["Location"].startswith("/done/")


def test_who_has_a_password_signs_in_and_presses_the_button(client, make_person):
    zoe = make_person("Zoé", email="zoe@example.org", password="a long sentence")
    page = write(client)
    sign_in_page = re.search(r'href="(/compte/entrer/\?next=[^"]+)"', client.get(page).content.decode()).group(1)
    answer = client.post(sign_in_page, {"email": "zoe@example.org", "password": "a long sentence", "next": page})
    assert answer["Location"] == page
    assert TEXT in client.get(page).content.decode()
    assert not said  # opening the page publishes nothing
    client.post(page)
    assert said == [(zoe, {"title": "Un banc", "text": TEXT})]


def test_a_second_factor_comes_before_the_act(client, bob):
    secret = generate_totp_secret()
    TOTP.activate(bob, secret)
    page = write(client)
    answer = client.post(ask(client, page, "bob@example.org"), {"code": last_code()})
    assert answer["Location"] == "/compte/entrer/second-facteur/"
    assert not said
    answer = client.post(answer["Location"], {"code": totp_now(secret)})
    assert answer["Location"] == page
    client.post(page)
    assert said[0][0] == bob


def test_who_is_signed_in_is_not_asked(client, alice):
    sign_in(client, alice)
    assert client.post("/say/", {"text": TEXT})["Location"] == f"/done/{alice.pk}/"


@pytest.mark.parametrize(("text", "sentence"), [("too late", "Les propositions sont closes."), ("invalid", "Le titre est trop long.")])
@pytest.mark.parametrize("who", ["visitor", "alice"])
def test_a_refusal_keeps_the_text(client, alice, text, sentence, who):
    if who == "alice":
        sign_in(client, alice)
        answer = client.post("/say/", {"text": text})
    else:
        answer = client.post(ask(client, write(client, text), "zoe@example.org"), {"code": last_code()})
    page = answer.content.decode()
    assert answer.status_code == 403
    assert sentence in page
    assert text in page
    waiting = WaitingAct.objects.get()
    assert (waiting.performed_at, waiting.data["text"]) == (None, text)


def test_nobody_claims_what_somebody_else_wrote(client, alice, david):
    page = write(client)
    client.post(ask(client, page, "alice@example.org"), {"code": last_code()})
    stranger = client.__class__()
    sign_in(stranger, david)
    assert stranger.post(page).status_code == 410
    assert [person for person, _data in said] == [alice]


def test_what_nobody_confirmed_is_forgotten_after_seven_days(client, db):
    page = write(client)
    forget_what_is_over(at=timezone.now() + timedelta(days=6))
    assert client.get(page).status_code == 200
    forget_what_is_over(at=timezone.now() + timedelta(days=8))
    assert not WaitingAct.objects.exists()
    assert client.get(page).status_code == 410


def test_the_author_may_drop_her_text(client, db):
    page = write(client)
    assert client.post(page + "oublier/")["Location"] == "/say/"
    assert not WaitingAct.objects.exists()


def test_a_visitor_does_not_fill_the_database(client, db):
    for _n in range(30):
        write(client)
    assert client.post("/say/", {"text": TEXT}).status_code == 403
    assert WaitingAct.objects.count() == 30


@pytest.mark.parametrize(
    ("email", "name", "sentence"),
    [("", "Zoé", "obligatoire"), ("zoe", "Zoé", "valide"), ("z@example.org", "", "obligatoire"), ("z@example.org", "a@b.fr", "ni adresse")],
)
def test_what_was_typed_is_kept_when_something_is_wrong(client, db, email, name, sentence):
    answer = client.post(write(client), {"email": email, "name": name})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert sentence in page
    assert f'value="{email}"' in page or not email
    assert f'value="{name}"' in page or not name
    assert TEXT in page
