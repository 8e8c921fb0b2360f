"""FranceConnect, ProConnect and others, against a provider of our own that signs, and that lies."""

from urllib.parse import parse_qs, urlsplit

import pytest
from django.urls import reverse

from beffroi.ground.people.testing import sign_in
from beffroi.ground.verification import oidc
from beffroi.ground.verification.actions.ways import save_provider
from beffroi.ground.verification.models import Conflict, PersonKey, Provider, Verification
from beffroi.ground.verification.tests import identity_provider
from beffroi.ground.verification.tests.identity_provider import CLIENT, CURVE, OTHER_RSA, SECRET
from beffroi.ground.verification.tests.test_verifying import at_counter
from beffroi.kernel import clock

pytestmark = pytest.mark.django_db
BACK = "https://town.example/back/"


@pytest.fixture
def at():
    """Views and the provider go by the same clock."""
    return clock.now()


@pytest.fixture
def fake(at, settings):
    with identity_provider.running(at) as found:
        settings.OUTGOING_ALLOW = [found.url.removeprefix("http://")]
        yield found


@pytest.fixture
def franceconnect(fake, admin, at):
    fields = {"kind": Provider.FRANCECONNECT, "name": "FranceConnect", "slug": "franceconnect", "issuer": fake.url, "client_id": CLIENT,
              "acr": "eidas1", "asks_identity": True, "months": 24, "is_open": True}  # fmt: skip
    return save_provider(person=admin, provider=None, fields=fields, secret=SECRET, at=at)


def travel(provider, fake, at):
    trip = oidc.Trip.new(provider, at)
    brought = fake.allow(oidc.address(provider, trip, back=BACK))
    assert brought["state"] == trip.state
    return oidc.identify(provider, trip, code=brought["code"], back=BACK, at=at)


@pytest.mark.parametrize("algorithm", ["RS256", "ES256"])
@pytest.mark.parametrize("pkce", [True, False])
def test_what_a_provider_signs_is_taken(franceconnect, fake, at, algorithm, pkce):
    fake.algorithm, fake.pkce = algorithm, pkce
    found = travel(franceconnect, fake, at)
    assert (found.sub, found.first_names, found.last_names) == ("a1b2", "Élodie Marie", ("LE GALL",))
    asked = next(form for path, _headers, form in fake.asked if path == "/token")
    assert ("code_verifier" in asked) is pkce


LIES = {
    "no signature": {"signs": "none"},
    "a secret in place of a key": {"signs": "hmac"},
    "a key that is not published": {"algorithm": "RS256", "key": OTHER_RSA},
    "a userinfo that anybody could have written": {"signs": "json"},
    "another nonce": {"token": {"nonce": "another"}},
    "no nonce": {"token": {"nonce": None}},
    "too old": {"token": {"exp": 1_000_000_000}},
    "without an end": {"token": {"exp": None}},
    "from the future": {"token": {"iat": 4_000_000_000}},
    "another issuer": {"token": {"iss": "https://evil.example"}},
    "for somebody else": {"token": {"aud": "another-client"}},
    "for several, and not for us first": {"token": {"aud": [CLIENT, "other"], "azp": "other"}},
    "less sure than was asked": {"token": {"acr": "eidas0"}},
    "the userinfo of another person": {"userinfo": {"sub": "somebody-else"}},
    "the userinfo of another issuer": {"userinfo": {"iss": "https://evil.example"}},
}


@pytest.mark.parametrize("lie", LIES, ids=str)
def test_a_provider_that_lies_verifies_nobody(franceconnect, fake, at, lie):
    for name, value in LIES[lie].items():
        setattr(fake, name, value)
    with pytest.raises(oidc.CannotVerify):
        travel(franceconnect, fake, at)


def test_an_algorithm_that_the_key_is_not_for_is_refused(franceconnect, fake, at, monkeypatch):
    """A signature by the published curve under the name of the RSA key."""
    monkeypatch.setattr(fake, "sign", lambda claims: identity_provider.jwt.encode(claims, CURVE, algorithm="ES256", headers={"kid": "rs"}))
    with pytest.raises(oidc.CannotVerify):
        travel(franceconnect, fake, at)


def test_a_code_serves_once_and_a_stronger_level_is_enough(franceconnect, fake, at):
    fake.token = {"acr": "eidas2"}
    trip = oidc.Trip.new(franceconnect, at)
    brought = fake.allow(oidc.address(franceconnect, trip, back=BACK))
    assert oidc.identify(franceconnect, trip, code=brought["code"], back=BACK, at=at)
    with pytest.raises(oidc.CannotVerify):
        oidc.identify(franceconnect, trip, code=brought["code"], back=BACK, at=at)


def test_an_issuer_that_names_itself_otherwise_is_not_believed(franceconnect, fake, at):
    fake.discovery = lambda: {**identity_provider.Fake.discovery(fake), "issuer": "https://evil.example"}
    with pytest.raises(oidc.CannotVerify):
        oidc.discover(franceconnect)


def test_a_private_address_is_never_asked(franceconnect, fake, settings):
    settings.OUTGOING_ALLOW = []
    with pytest.raises(oidc.CannotVerify):
        oidc.discover(franceconnect)


def test_there_and_back_and_signed_out_again(franceconnect, fake, alice, client, at):
    sign_in(client, alice)
    there = client.get(reverse("verification:provider", args=["franceconnect"]))
    query = parse_qs(urlsplit(there["Location"]).query)
    assert query["acr_values"] == ["eidas1"]
    assert set(query["scope"][0].split()) == {"openid", "given_name", "family_name", "birthdate"}
    assert len(query["state"][0]) >= 32
    assert len(query["nonce"][0]) >= 32
    brought = fake.allow(there["Location"])
    back = reverse("verification:provider_back", args=["franceconnect"])
    left = client.get(back, brought)
    row = Verification.objects.get(account=alice)
    assert (row.method, row.age_from) == ("franceconnect", 18)
    assert left["Location"].startswith(f"{fake.url}/session/end?id_token_hint=")
    state = parse_qs(urlsplit(left["Location"]).query)["state"][0]
    home = client.get(reverse("verification:provider_left", args=["franceconnect"]), {"state": state})
    assert home["Location"] == reverse("verification:mine")
    again = client.get(back, brought)  # the same way back a second time leads nowhere
    assert again["Location"] == reverse("verification:mine")
    assert Verification.objects.count() == 1
    assert PersonKey.objects.count() == 2  # her number there, her name and date of birth: hashes


def test_a_way_back_that_nobody_began_verifies_nobody(franceconnect, fake, alice, client):
    sign_in(client, alice)
    there = client.get(reverse("verification:provider", args=["franceconnect"]))
    brought = fake.allow(there["Location"])
    back = reverse("verification:provider_back", args=["franceconnect"])
    client.get(back, {**brought, "state": "x" * 43})
    client.get(back, brought)
    assert not Verification.objects.exists()
    there = client.get(reverse("verification:provider", args=["franceconnect"]))
    answer = client.get(back, {"error": "access_denied", "state": fake.allow(there["Location"])["state"]}, follow=True)
    assert "FranceConnect" in answer.content.decode()
    assert not Verification.objects.exists()


def test_somebody_verified_at_the_counter_is_the_same_person_at_franceconnect(franceconnect, fake, alice, david, manager, client, at):
    at_counter(alice, manager, at)
    sign_in(client, david)
    there = client.get(reverse("verification:provider", args=["franceconnect"]))
    client.get(reverse("verification:provider_back", args=["franceconnect"]), fake.allow(there["Location"]))
    assert Conflict.objects.get().claimant == david
    assert not Verification.objects.filter(account=david).exists()


def test_a_bare_number_when_no_identity_is_needed(franceconnect, fake, at):
    franceconnect.asks_identity = False
    trip = oidc.Trip.new(franceconnect, at)
    assert parse_qs(urlsplit(oidc.address(franceconnect, trip, back=BACK)).query)["scope"] == ["openid"]
    found = travel(franceconnect, fake, at)
    assert (found.last_names, found.birth) == ((), None)


def test_another_provider_may_answer_in_plain_json(franceconnect, fake, at, monkeypatch):
    franceconnect.kind, franceconnect.acr = Provider.OIDC, ""
    fake.signs = "json"
    monkeypatch.setattr(fake, "exchange", lambda form, real=fake.exchange: _signed(fake, real, form))
    assert travel(franceconnect, fake, at).sub == "a1b2"


def _signed(fake, real, form):
    """The token is signed although the userinfo is not."""
    fake.signs = "signed"
    try:
        return real(form)
    finally:
        fake.signs = "json"
