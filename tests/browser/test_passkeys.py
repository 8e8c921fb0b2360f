"""A passkey with the browser's own virtual authenticator: made, used instead of any password, removed. Under the real policy."""

import pytest
from browser.hands import Keys

pytestmark = pytest.mark.browser
DEVICE = {
    "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True, "isUserVerified": True,
    "automaticPresenceSimulation": True,
}  # fmt: skip


def test_a_passkey_opens_the_door_by_itself_until_it_is_removed(site, open_page):
    page = open_page(viewport={"width": 360, "height": 740}, bypass_csp=False)
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    device = session.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})["authenticatorId"]
    hands = Keys(page)

    hands.sign_in(site.accounts["technician"], after="/compte/securite/facteurs/cles/ajouter/")
    hands.write("Nom de la clé", "Le téléphone de la voirie")
    hands.press("Ajouter cet appareil")
    page.wait_for_url(lambda url: "ajouter" not in url)
    [kept] = session.send("WebAuthn.getCredentials", {"authenticatorId": device})["credentials"]
    assert kept["isResidentCredential"]

    page.context.clear_cookies()
    hands.go("/compte/entrer/?next=/bureau/")
    hands.press("Se connecter avec une clé d’accès")
    page.wait_for_url(lambda url: url.endswith("/bureau/"))  # a finger is two factors: the desk asks for nothing more
    hands.reads("Ma journée")

    hands.go("/compte/securite/facteurs/")
    hands.follow("Retirer Le téléphone de la voirie")
    hands.press("Retirer la clé d’accès")
    page.wait_for_url(lambda url: "retirer" not in url)
    page.context.clear_cookies()
    hands.go("/compte/entrer/")
    hands.press("Se connecter avec une clé d’accès")
    page.get_by_role("status").get_by_text("La clé d’accès n’a pas fonctionné").wait_for()
    assert "/compte/entrer/" in page.url
