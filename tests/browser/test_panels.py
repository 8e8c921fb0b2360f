"""A draw, from signing up to the published report, by the keys alone; a place given up and filled again, by keys and without scripts."""

import re
import time
from datetime import datetime, timedelta

import pytest
from browser.hands import Hands, Keys, NoScript

pytestmark = pytest.mark.browser
PHONE = {"width": 360, "height": 740}
DRAWN, OPEN = "Douze habitants tirés au sort", "Un jury de six habitants"


def set_value(hands: Hands, label: str, value: str) -> None:
    """What the field of each browser makes of keys is its own affair: it is reached, then filled."""
    field = hands.main.get_by_label(re.compile(f"^\\s*{label}")).first
    if isinstance(hands, Keys):
        hands.reach(field)
    field.fill(value)


def test_a_draw_from_the_list_to_the_report(site, open_page, assert_accessible):
    citizen, team = Keys(open_page(viewport=PHONE)), Keys(open_page(viewport=PHONE))
    citizen.sign_in(site.accounts["citizen"])
    citizen.go("/panels/")
    citizen.follow(OPEN)
    page = citizen.page.url
    citizen.follow("S’inscrire sans lettre")
    citizen.press("Oui, je participe au tirage")  # nothing is chosen yet
    citizen.reads("Votre nom")
    citizen.pick("30 à 44 ans")
    citizen.pick("Une femme")
    citizen.tick("J’accepte de participer")
    assert_accessible(citizen.page)
    citizen.press("Oui, je participe au tirage")
    citizen.reads("Vous êtes sur la liste")
    number = citizen.main.locator("dd .panel-print").inner_text()
    assert_accessible(citizen.page)

    team.sign_in(site.accounts["manager"])
    team.go("/bureau/panels/")
    team.follow(OPEN)
    team.follow("Vers le tirage")
    team.reads("Ces quotas peuvent être respectés")
    team.press("Clore la liste et préparer le tirage")
    until = time.monotonic() + 20
    while not team.main.get_by_role("button", name="Publier les mille panels").count():
        assert time.monotonic() < until, team.main.inner_text()[:800]
        time.sleep(0.4)
        team.page.reload()
    assert_accessible(team.page)
    set_value(team, "Les dés sont jetés le", (datetime.now() + timedelta(minutes=5)).strftime("%Y-%m-%dT%H:%M"))
    team.write("Où", "Halle du marché")
    team.press("Publier les mille panels")
    citizen.go(f"{page}tirage/?numero={number}")
    citizen.reads("des 1\u202f000 panels")
    fingerprint = citizen.main.locator("p.panel-print").inner_text()
    for label, value in (("Premier dé", "0"), ("Deuxième dé", "4"), ("Troisième dé", "2")):
        set_value(team, label, value)
    team.tick("J’ai relu les dés")
    team.press("Tirer ce panel")
    team.reads("Le panel 042 a été tiré")
    citizen.go(page)
    citizen.reads("Les dés sont tombés")
    citizen.follow("Voir le tirage et le vérifier")
    citizen.reads("Le panel 042 a été tiré")
    assert citizen.main.locator("p.panel-print").inner_text() == fingerprint
    assert_accessible(citizen.page)


@pytest.mark.parametrize("hands", [Keys, NoScript], ids=["keys", "no-script"])
def test_a_place_is_given_up_and_filled(site, open_page, assert_accessible, hands):
    scripts = hands is not NoScript
    team, guest = (hands(open_page(java_script_enabled=scripts, viewport=PHONE)) for _ in range(2))
    team.sign_in(site.accounts["manager"])
    team.go("/bureau/panels/")
    team.follow(DRAWN)
    team.follow("Vers les membres")
    members = team.page.url
    team.follow("Lettres à qui n’a pas d’adresse électronique")
    code = team.page.locator(".letter-code strong").first.inner_text()
    guest.go("/panels/")
    guest.follow("Saisir mon code")
    guest.write("Le code de votre lettre", "AAAA-AAAA-AAAA")
    guest.press("Continuer")
    guest.reads("Nous ne connaissons pas ce code")
    guest.write("Le code de votre lettre", code.lower())
    guest.press("Continuer")
    guest.reads("Le sort est tombé sur vous")
    if scripts:
        assert_accessible(guest.page)
    guest.press("Je ne peux pas venir")
    guest.reads("Vous avez laissé votre place")
    team.go(members)
    team.press("Tirer quelqu’un d’autre")
    team.reads("à la place de quelqu’un qui avait les mêmes réponses")
    if scripts:
        assert_accessible(team.page)
