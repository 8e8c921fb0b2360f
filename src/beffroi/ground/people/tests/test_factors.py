"""Second factors and passkeys, as far as they go without a browser."""

import re
import time

import pytest
from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

from beffroi.ground.people.models import Account
from beffroi.ground.people.testing import sign_in
from beffroi.ground.people.tests.test_doors import ask_code, last_code, signed_in, totp_now
from beffroi.kernel.models import Mail

FACTORS = "/compte/securite/facteurs/"


def add_application(client) -> str:
    page = client.get(f"{FACTORS}application/").content.decode()
    secret = re.search(r'<code class="secret">([A-Z2-7 ]+)</code>', page).group(1).replace(" ", "")
    answer = client.post(f"{FACTORS}application/", {"code": totp_now(secret)})
    assert answer["Location"] == f"{FACTORS}secours/"
    return secret


def test_the_team_adds_an_application_and_reaches_the_desk_at_once(client, manager, django_capture_on_commit_callbacks):
    sign_in(client, manager, two_factors=False)
    assert client.get("/bureau/personnes/").status_code == 403
    with django_capture_on_commit_callbacks(execute=True):
        add_application(client)
    assert client.get("/bureau/personnes/").status_code == 200
    assert "application" in Mail.objects.latest("pk").subject
    assert len(re.findall(r"<li><code>\d{8}</code></li>", client.get(f"{FACTORS}secours/").content.decode())) == 10


def test_a_recovery_code_opens_once(client, manager):
    sign_in(client, manager, two_factors=False)
    add_application(client)
    code = re.search(r"<li><code>(\d{8})</code></li>", client.get(f"{FACTORS}secours/").content.decode()).group(1)
    for expected in (manager, None):
        client.post("/compte/sortir/")
        client.post(ask_code(client, manager.email), {"code": last_code()})
        client.post("/compte/entrer/second-facteur/", {"code": code})
        assert signed_in(client) == expected


def test_a_wrong_first_code_adds_nothing(client, manager):
    sign_in(client, manager, two_factors=False)
    client.get(f"{FACTORS}application/")
    assert client.post(f"{FACTORS}application/", {"code": "000000"}).status_code == 200
    assert not Authenticator.objects.exists()


def delicate_pages(account: Account) -> list[str]:
    key = Authenticator.objects.create(user=account, type="webauthn", data={"name": "Phone", "credential": {}}).pk
    own = [f"cles/{key}/nommer/", f"cles/{key}/retirer/"]
    return ["application/", "cles/ajouter/", "secours/", "secours/nouveaux/", "secours/telecharger/", "application/retirer/", *own]


def test_factors_are_changed_only_just_after_showing_who_one_is(client, alice):
    sign_in(client, alice, two_factors=False, fresh=False)
    for page in delicate_pages(alice):
        assert client.get(FACTORS + page)["Location"].startswith("/compte/confirmer/"), page
        assert client.post(FACTORS + page)["Location"].startswith("/compte/confirmer/"), page


def test_who_came_in_by_a_passkey_has_just_shown_who_she_is(client, manager):
    """Nothing else is on record then: no page may ask again, or send her round in circles."""
    sign_in(client, manager)
    session = client.session
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": "mfa", "type": "webauthn", "passwordless": True, "at": time.time()}]
    session.save()
    TOTP.activate(manager, generate_totp_secret())
    *_others, remove = pages = delicate_pages(manager)
    asked = {page: client.get(FACTORS + page).get("Location", "") for page in pages if page != "cles/ajouter/"}  # no device made this key
    assert not [page for page, away in asked.items() if away.startswith(("/compte/entrer/", "/compte/confirmer/"))]
    client.post(FACTORS + remove)
    assert not Authenticator.objects.filter(type="webauthn").exists()


def test_removing_the_application_is_told_by_mail(client, manager):
    TOTP.activate(manager, generate_totp_secret())
    sign_in(client, manager)
    client.post(f"{FACTORS}application/retirer/")
    assert not Authenticator.objects.exists()
    assert Mail.objects.latest("pk").to == manager.email


@pytest.mark.parametrize(("who", "where"), [("alice", "/compte/"), ("bob", "/compte/entrer/second-facteur/")])
def test_a_passkey_is_a_key_for_a_citizen_and_a_lock_for_the_team(client, request, who, where):
    account: Account = request.getfixturevalue(who)
    Authenticator.objects.create(user=account, type="webauthn", data={"name": "Phone", "credential": {}})
    answer = client.post(ask_code(client, account.email), {"code": last_code()})
    assert answer["Location"] == where


def test_the_way_to_the_desk_asks_for_the_factor_that_there_is(client, manager):
    sign_in(client, manager, two_factors=False)
    assert client.get("/compte/securite/second-facteur/")["Location"] == FACTORS
    secret = generate_totp_secret()
    TOTP.activate(manager, secret)
    page = client.get("/compte/securite/second-facteur/?next=/bureau/personnes/")["Location"]
    shown = client.get(page).content.decode()
    assert "Confirmer avec le code" in shown
    assert "courriel" not in re.search(r"<main.*</main>", shown, re.S).group(0)  # an e-mail is no second factor
    answer = client.post(page, {"way": "code", "code": totp_now(secret), "next": "/bureau/personnes/"})
    assert answer["Location"] == "/bureau/personnes/"
    assert client.get("/bureau/personnes/").status_code == 200


def test_an_answer_that_no_device_made_is_refused(client, alice):
    assert client.get("/compte/entrer/cle/", HTTP_X_REQUESTED_WITH="XMLHttpRequest").json()["request_options"]
    for nonsense in ("", "{}", "[]", '{"id": 1}', '{"response": {"userHandle": "MQ"}}', "null", "not json"):
        answer = client.post("/compte/entrer/cle/", {"credential": nonsense})
        assert answer.status_code in (302, 400), nonsense
    assert signed_in(client) is None


@pytest.mark.parametrize(
    "nonsense",
    [
        "",
        "{}",
        "[]",
        "null",
        "1",
        '"x"',
        '{"id": 1}',
        '{"id": "YQ", "rawId": "YQ", "type": "public-key", "response": {}}',
        '{"id":"YQ","rawId":"YQ","type":"public-key","response":{"clientDataJSON":"e30","authenticatorData":"YQ","signature":"YQ","attestationObject":"YQ"}}',
    ],
)
@pytest.mark.parametrize("page", ["add", "confirm", "second"])
def test_no_answer_of_a_device_breaks_a_page(client, alice, manager, nonsense, page):
    if page == "second":
        TOTP.activate(manager, generate_totp_secret())
        client.post(ask_code(client, manager.email), {"code": last_code()})
        address, data = "/compte/entrer/second-facteur/", {"credential": nonsense}
    else:
        sign_in(client, alice)
        client.get(f"{FACTORS}cles/ajouter/")
        address, data = (
            (f"{FACTORS}cles/ajouter/", {"credential": nonsense, "name": "x", "passwordless": "on"})
            if page == "add"
            else ("/compte/confirmer/", {"way": "passkey", "credential": nonsense})
        )
    assert client.post(address, data).status_code in (200, 302)
    assert not Authenticator.objects.filter(type="webauthn").exists()
