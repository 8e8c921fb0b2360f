"""Somebody registers for a meeting and is received at its door: by the keys alone, without a script, and without a network."""

import re
import time

import pytest
from beffroi_browser import CHROMIUM
from browser.hands import Hands, Keys, NoScript, code_sent_to

pytestmark = [pytest.mark.browser, pytest.mark.skipif(not CHROMIUM, reason="no Chromium")]
PHONE = {"width": 360, "height": 740}
TITLE = "Le plan au 1"


def registers(site, hands: Hands, name: str, check) -> str:
    """A guest keeps a place and has a ticket. Returns its code."""
    hands.go("/reunions/")
    hands.follow(TITLE)
    check(hands.page)
    hands.follow("S’inscrire")
    hands.press("Garder une place pour moi")  # nothing is written yet
    hands.reads("Votre nom")
    hands.write("Votre nom", name)
    hands.pick("Non")
    hands.tick("J’accepte ce qui est écrit")
    check(hands.page)
    hands.press("Garder une place pour moi")
    email = f"{name.lower().replace(' ', '-').replace('é', 'e')}@example.org"
    hands.write("Adresse électronique", email)
    hands.write("Nom public", name)
    hands.press("Recevoir le code")
    hands.write("Code à 6 chiffres", code_sent_to(site.data, email))
    hands.press("Continuer")
    if hands.main.get_by_role("button", name="Confirmer").count():
        hands.press("Confirmer")
    hands.page.wait_for_url("**/billet/**")
    hands.reads("Mon billet")
    check(hands.page)
    return hands.main.locator(".meeting-ticket strong").inner_text()


def door_of(hands: Hands) -> None:
    hands.go("/bureau/reunions/")
    hands.follow("À l’entrée – " + TITLE)
    hands.reads(TITLE)


@pytest.mark.parametrize("kind", [Keys, NoScript], ids=["keys", "no-script"])
def test_somebody_registers_and_is_received(site, open_page, assert_accessible, kind):
    scripts = kind is not NoScript

    def check(page):
        if scripts:
            assert_accessible(page)
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")

    guest = kind(open_page(viewport=PHONE, java_script_enabled=scripts))
    name = f"Invitée {kind.__name__} {int(time.time())}"
    code = registers(site, guest, name, check)
    team = kind(open_page(viewport=PHONE, java_script_enabled=scripts))
    team.sign_in(site.accounts["moderator"], after=f"/bureau/reunions/billet/{code}/")
    team.reads(name)
    check(team.page)
    team.press("Accueillir", team.main.locator(".support-panel").first)
    team.go(f"/bureau/reunions/billet/{code}/")
    team.reads("Déjà accueilli")


def test_the_door_works_without_a_network_and_sends_later(site, open_page):
    page = open_page(viewport=PHONE)
    team = NoScript(page)
    team.sign_in(site.accounts["manager"])
    door_of(team)
    address = page.url
    page.wait_for_function("() => navigator.serviceWorker.controller")
    page.get_by_text("Tout est envoyé").wait_for()
    page.context.set_offline(True)
    page.goto(address)  # the service worker gives the page without data
    row = page.locator(".door-row").filter(has=page.locator("input:not(:checked)")).first
    name = row.locator("label").inner_text()
    row.locator("input").check()
    page.get_by_role("button", name="Une personne de plus").click()
    page.get_by_text(re.compile("Gardé sur cet appareil")).wait_for()
    page.goto(address)
    box = page.get_by_role("checkbox", name=name)
    assert box.is_checked()
    page.context.set_offline(False)  # the page of the team comes back by itself, and sends
    page.get_by_text("Tout est envoyé").wait_for()
    other = open_page(viewport=PHONE, java_script_enabled=False)
    reader = NoScript(other)
    reader.sign_in(site.accounts["moderator"])
    reader.go(address.split(site.url)[1])
    reader.reads("sans inscription.")
    assert other.locator(".door-row").filter(has_text=name).get_by_text("Présent").count() == 1
