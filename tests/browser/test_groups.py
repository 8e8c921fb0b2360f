"""Somebody without an account joins a group and starts an initiative there: by the keys alone, and without a script."""

import time

import pytest
from beffroi_browser import CHROMIUM
from browser.hands import Hands, Keys, NoScript, code_sent_to

pytestmark = [pytest.mark.browser, pytest.mark.skipif(not CHROMIUM, reason="no Chromium")]
PHONE = {"width": 360, "height": 740}
GROUP = "Conseil de quartier des Tilleuls"


def says_who_she_is(site, hands: Hands, name: str) -> None:
    email = f"{name.lower().replace(' ', '-')}@example.org"
    hands.write("Adresse électronique", email)
    hands.write("Nom public", name)
    hands.press("Recevoir le code")
    hands.write("Code à 6 chiffres", code_sent_to(site.data, email))
    hands.press("Continuer")
    if hands.main.get_by_role("button", name="Confirmer").count():
        hands.press("Confirmer")


@pytest.mark.parametrize("kind", [Keys, NoScript], ids=["keys", "no-script"])
def test_somebody_joins_a_group_and_starts_an_initiative(site, open_page, assert_accessible, kind):
    scripts = kind is not NoScript
    hands = kind(open_page(viewport=PHONE, java_script_enabled=scripts))

    def check():
        if scripts:
            assert_accessible(hands.page)
            assert hands.page.evaluate("document.documentElement.scrollWidth <= innerWidth")

    hands.go("/g/")
    hands.does_not_read("Aidantes et aidants")
    hands.follow(GROUP)
    check()
    hands.follow("Rejoindre le groupe")
    hands.tick("J’ai lu les règles")
    check()
    hands.press("Rejoindre le groupe")
    says_who_she_is(site, hands, f"Voisine {kind.__name__} {int(time.time())}")
    hands.page.wait_for_url("**/g/conseil-de-quartier-des-tilleuls/")
    hands.reads("Ouvrir un sujet")
    check()
    hands.follow("Initiatives du quartier")
    hands.follow("Lancer une initiative")
    hands.write("Que demandez-vous au conseil", "Un banc et une fontaine au lavoir")
    hands.write("Pourquoi", "On y passe tous, les plus âgés s’y arrêtent, et il n’y a ni ombre ni eau en été.")
    hands.press("Garder et réunir le comité")
    hands.page.wait_for_url("**/initiatives/*/*/comite/")
    hands.reads("Un banc et une fontaine au lavoir")
