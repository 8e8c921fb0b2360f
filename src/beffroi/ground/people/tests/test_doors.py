"""Coming in, page by page."""

import re
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.contrib.messages import get_messages
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from beffroi.ground.people import actions
from beffroi.ground.people.models import Account, EmailProof, Session, Voice
from beffroi.ground.people.testing import sign_in
from beffroi.kernel.models import Mail

ENTER = "/compte/entrer/"


def last_code() -> str:
    return re.match(r"(\d{3}) (\d{3})", Mail.objects.latest("pk").subject).expand(r"\1\2")


def last_link() -> str:
    return re.search(r"http://testserver(/compte/lien/\S+)", Mail.objects.latest("pk").text).group(1)


def signed_in(client) -> Account | None:
    return Account.objects.filter(pk=client.session.get("_auth_user_id")).first()


def ask_code(client, email: str, next: str = "") -> str:
    answer = client.post(ENTER, {"email": email, "way": "code", "next": next})
    assert answer.status_code == 302, answer.content.decode()
    return answer["Location"]


def totp_now(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, int(timezone.now().timestamp()) // 30))


def test_a_code_opens_the_door_and_leads_where_one_wanted(client, alice):
    page = ask_code(client, "Alice@Example.org", next="/v/abc/")
    assert "alice@example.org" in client.get(page).content.decode()
    answer = client.post(page, {"code": last_code()})
    assert answer["Location"] == "/v/abc/"
    assert signed_in(client) == alice


def test_a_link_opens_the_door_but_only_by_its_button(client, alice):
    ask_code(client, "alice@example.org")
    link = last_link()
    for _look in range(3):  # mail scanners
        assert client.get(link).status_code == 200
    assert signed_in(client) is None
    client.post(link)
    assert signed_in(client) == alice
    assert client.post(link).status_code == 410


def test_the_answer_never_says_whether_an_address_is_known(client, alice):
    pages = []
    for email in ("alice@example.org", "unknown@example.org"):
        page = client.get(ask_code(client, email)).content.decode().replace(email, "X")
        pages.append(re.sub(r'(csrfmiddlewaretoken" value="|/code/)[^"/]+', "", page))
    assert pages[0] == pages[1]
    wrong = [
        client.post(ENTER, {"email": email, "password": "nonsense", "way": "password"}).content.decode()
        for email in ("alice@example.org", "unknown@example.org")
    ]
    assert "ne vont pas ensemble" in wrong[0]
    assert "ne vont pas ensemble" in wrong[1]


def test_a_new_address_becomes_an_account_with_a_chosen_name(client, db):
    page = ask_code(client, "zoe@example.org", next="/v/abc/")
    answer = client.post(page, {"code": last_code()})
    assert answer["Location"] == "/compte/nouveau/"
    assert not Account.objects.exists()
    refused = client.post("/compte/nouveau/", {"name": "www.spam.example"})
    assert "ni adresse ni signes" in refused.content.decode()
    assert client.post("/compte/nouveau/", {"name": "Zoé"})["Location"] == "/v/abc/"
    assert signed_in(client).voice.name == "Zoé"
    assert signed_in(client).email_confirmed_at


def test_nobody_makes_an_account_without_a_confirmed_address(client, db):
    assert client.post("/compte/nouveau/", {"name": "Zoé"})["Location"] == ENTER
    assert not Account.objects.exists()


def test_a_wrong_code_says_so_and_the_fifth_closes_the_page(client, alice):
    page = ask_code(client, "alice@example.org")
    wrong = f"{(int(last_code()) + 1) % 1_000_000:06d}"
    assert "pas le code" in client.post(page, {"code": wrong}).content.decode()
    assert "6 chiffres" in client.post(page, {"code": "12"}).content.decode()
    for _try in range(4):
        client.post(page, {"code": wrong})
    assert "plus valable" in client.post(page, {"code": last_code()}).content.decode()
    assert signed_in(client) is None


def test_another_code_can_be_sent(client, alice):
    page = ask_code(client, "alice@example.org")
    other = client.post(page + "encore/")["Location"]
    assert other != page
    client.post(other, {"code": last_code()})
    assert signed_in(client) == alice


def test_a_password_opens_the_door(client, make_person):
    zoe = make_person("Zoé", email="zoe@example.org", password="a long sentence")
    client.post(ENTER, {"email": "zoe@example.org", "password": "a long sentence", "way": "code"})  # Enter presses the first button
    assert signed_in(client) == zoe


def test_passwords_are_not_guessed(client, make_person):
    make_person("Zoé", email="zoe@example.org", password="a long sentence")
    for _try in range(10):
        client.post(ENTER, {"email": "zoe@example.org", "password": "nonsense"})
    answer = client.post(ENTER, {"email": "zoe@example.org", "password": "a long sentence"})
    assert "error-summary" in answer.content.decode()
    assert "ne vont pas ensemble" not in answer.content.decode()  # it says to wait, not that the password is wrong
    assert signed_in(client) is None


@pytest.mark.parametrize("next", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "/\\evil.example"])
def test_nobody_is_led_elsewhere(client, alice, next):
    page = ask_code(client, "alice@example.org", next=next)
    assert client.post(page, {"code": last_code()})["Location"] == "/compte/"


@pytest.fixture
def secret(bob) -> str:
    made = generate_totp_secret()
    TOTP.activate(bob, made)
    return made


def test_the_secret_of_a_second_factor_is_not_readable_in_the_database(bob, secret):
    assert secret not in str(Authenticator.objects.get(user=bob).data)


def test_a_second_factor_stands_between_the_code_and_the_desk(client, bob, secret):
    page = ask_code(client, "bob@example.org")
    answer = client.post(page, {"code": last_code()})
    assert answer["Location"] == "/compte/entrer/second-facteur/"
    assert signed_in(client) is None
    wrong = f"{(int(totp_now(secret)) + 1) % 1_000_000:06d}"
    client.post(answer["Location"], {"code": wrong})
    assert signed_in(client) is None
    client.post(answer["Location"], {"code": totp_now(secret)})
    assert signed_in(client) == bob


def test_a_code_of_the_application_is_used_once(client, bob, secret):
    code = totp_now(secret)
    client.post(ask_code(client, "bob@example.org"), {"code": last_code()})
    client.post("/compte/entrer/second-facteur/", {"code": code})
    client.post("/compte/sortir/")
    client.post(ask_code(client, "bob@example.org"), {"code": last_code()})
    client.post("/compte/entrer/second-facteur/", {"code": code})
    assert signed_in(client) is None


def test_the_demonstration_shows_the_code_and_a_real_town_never_does(client, bob, settings):
    settings.DEMO = True
    actions.give_demo_factor(account=bob)
    client.post(ask_code(client, "bob@example.org"), {"code": last_code()})
    page = client.get("/compte/entrer/second-facteur/").content.decode()
    code = re.search(r"<strong>(\d{6})</strong>", page).group(1)
    client.post("/compte/entrer/second-facteur/", {"code": code})
    client.post("/compte/sortir/")
    client.post(ask_code(client, "bob@example.org"), {"code": last_code()})
    settings.DEMO = False
    assert code not in client.get("/compte/entrer/second-facteur/").content.decode()
    with pytest.raises(RuntimeError):
        actions.give_demo_factor(account=bob)
    client.post("/compte/entrer/second-facteur/", {"code": code})
    assert signed_in(client) == bob


def test_the_demonstration_does_not_show_the_code_of_somebody_elses_application(client, bob, secret, settings):
    settings.DEMO = True
    client.post(ask_code(client, "bob@example.org"), {"code": last_code()})
    assert totp_now(secret) not in client.get("/compte/entrer/second-facteur/").content.decode()


def test_the_desk_refuses_one_factor_and_says_what_to_do(client, manager):
    sign_in(client, manager, two_factors=False)
    answer = client.get("/bureau/personnes/")
    assert answer.status_code == 403
    assert "second facteur" in answer.content.decode()
    sign_in(client, manager)
    assert client.get("/bureau/personnes/").status_code == 200


def test_the_records_of_one_account_do_not_serve_another(client, manager, alice):
    sign_in(client, manager)
    client.force_login(alice)
    session = client.session
    assert session["_auth_user_id"] == str(alice.pk)
    assert client.get("/bureau/personnes/").status_code == 403


def test_an_anonymous_page_sets_no_cookie_and_asks_nothing(client, alice, django_assert_max_num_queries):
    client.get(f"/v/{alice.voice.public_id}/")  # the town is remembered
    with django_assert_max_num_queries(6):
        answer = client.get(f"/v/{alice.voice.public_id}/")
    assert answer.status_code == 200
    assert not answer.cookies
    assert "csrfmiddlewaretoken" not in answer.content.decode()
    assert 'content="noindex"' in answer.content.decode()


def test_a_closed_session_is_closed_at_once(client, alice):
    sign_in(client, alice)
    assert client.get("/compte/").status_code == 200
    other = Session.objects.create(
        session_key="other", account=alice, session_data="", expire_date=timezone.now() + timedelta(days=1), device="Firefox, Linux"
    )
    page = client.get("/compte/securite/").content.decode()
    assert "Firefox, Linux" in page
    assert other.session_key not in page.replace("others", "")
    client.post("/compte/securite/appareils/", {"session": other.public_number})
    assert not Session.objects.filter(session_key="other").exists()
    Session.objects.filter(account=alice).delete()
    assert client.get("/compte/").status_code == 302


def test_a_session_knows_its_owner_and_its_device(client, alice):
    client.post(
        ask_code(client, "alice@example.org"), {"code": last_code()}, HTTP_USER_AGENT="Mozilla/5.0 (X11; Linux x86_64) Gecko Firefox/140.0"
    )
    row = Session.objects.get(account=alice)
    assert row.device == "Firefox, Linux"
    assert row.signed_in_at


def test_leaving_closes_the_session(client, alice):
    sign_in(client, alice)
    client.post("/compte/sortir/")
    assert signed_in(client) is None
    assert not Session.objects.filter(account=alice).exists()


def test_something_delicate_asks_again_after_ten_minutes(client, make_person):
    zoe = make_person("Zoé", email="zoe@example.org", password="a long sentence")
    sign_in(client, zoe, two_factors=False, fresh=False)
    answer = client.get("/compte/securite/adresse/")
    assert answer["Location"].startswith("/compte/confirmer/?next=")
    page = answer["Location"]
    assert (
        "pas votre mot de passe"
        in client.post(page, {"way": "password", "password": "nonsense", "next": "/compte/securite/adresse/"}).content.decode()
    )
    answer = client.post(page, {"way": "password", "password": "a long sentence", "next": "/compte/securite/adresse/"})
    assert answer["Location"] == "/compte/securite/adresse/"
    assert client.get("/compte/securite/adresse/").status_code == 200


def test_who_has_no_password_confirms_by_e_mail_in_the_same_browser(client, alice):
    sign_in(client, alice, two_factors=False, fresh=False)
    page = client.post("/compte/confirmer/", {"way": "email", "next": "/compte/securite/adresse/"})["Location"]
    stranger = client.__class__()
    assert stranger.post(last_link()).status_code == 409
    assert client.post(page, {"code": last_code()})["Location"] == "/compte/securite/adresse/"
    assert client.get("/compte/securite/adresse/").status_code == 200


def test_an_address_changes_once_confirmed_and_the_former_one_is_told(client, alice, david):
    sign_in(client, alice)
    page = client.post("/compte/securite/adresse/", {"email": "new@example.org"})["Location"]
    alice.refresh_from_db()
    assert alice.email == "alice@example.org"
    client.post(page, {"code": last_code()})
    alice.refresh_from_db()
    assert alice.email == "new@example.org"
    assert Mail.objects.latest("pk").to == "alice@example.org"


def test_an_address_of_somebody_else_is_not_given_away_nor_taken(client, alice, david):
    sign_in(client, alice)
    page = client.post("/compte/securite/adresse/", {"email": "david@example.org"})["Location"]
    assert EmailProof.objects.filter(email="david@example.org").exists()  # as for any other address
    answer = client.post(page, {"code": last_code()})
    assert "déjà cette adresse" in str([str(message) for message in get_messages(answer.wsgi_request)])
    alice.refresh_from_db()
    assert alice.email == "alice@example.org"


def test_a_weak_password_is_refused_and_a_good_one_kept(client, alice):
    sign_in(client, alice)
    for weak in ("short", "1234567890", "password12"):
        client.post("/compte/securite/mot-de-passe/", {"password": weak})
        alice.refresh_from_db()
        assert not alice.has_usable_password() or weak == "password12"
    client.post("/compte/securite/mot-de-passe/", {"password": "le beffroi sonne midi"})
    alice.refresh_from_db()
    assert alice.check_password("le beffroi sonne midi")
    assert client.get("/compte/").status_code == 200  # still signed in here
    assert Mail.objects.latest("pk").to == "alice@example.org"


def test_a_profile_is_changed_and_what_was_typed_is_kept_when_wrong(client, alice):
    sign_in(client, alice)
    answer = client.post("/compte/", {"name": "<b>Alice</b>", "about": "Née ici", "language": "fr"})
    assert "Née ici" in answer.content.decode()
    assert "&lt;b&gt;Alice" in answer.content.decode()
    client.post("/compte/", {"name": "Alice  Martin", "about": "Née ici", "language": "en"})
    alice.voice.refresh_from_db()
    assert (alice.voice.name, alice.voice.about) == ("Alice Martin", "Née ici")


def test_the_page_of_somebody_who_left_is_no_more(client, make_person):
    zoe = make_person("Zoé")
    address = f"/v/{zoe.voice.public_id}/"
    assert client.get(address).status_code == 200
    actions.erase_account(account=zoe, at=timezone.now())
    assert client.get(address).status_code == 404


def test_who_is_there_is_one_question_and_always_true(client, alice, david):
    sign_in(client, alice)
    client.get("/compte/")
    with CaptureQueriesContext(connection) as queries:
        assert "Alice" in client.get("/compte/").content.decode()
    asked = [query["sql"] for query in queries if "people_session" in query["sql"] or 'FROM "people_account"' in query["sql"]]
    assert len(asked) == 1, asked
    Voice.objects.filter(pk=alice.voice.pk).update(name="Alix")
    assert "Alix" in client.get("/compte/").content.decode()
    Session.objects.update(account=david)  # the columns beside never say who is there: the signed session does
    assert "Alix" in client.get("/compte/").content.decode()
    Account.objects.filter(pk=alice.pk).update(is_active=False)
    assert client.get("/compte/").status_code == 302
