"""Sign on a phone without an account, take it back; the town hall keys in a line of paper: by the keys alone, and without scripts."""

import re
import time

import pytest
from browser.hands import Hands, Keys, NoScript, code_sent_to

pytestmark = pytest.mark.browser
PHONE = {"width": 360, "height": 740}
INITIATIVE = "Une fontaine à eau dans chaque hameau"


def write_a_date(hands: Hands, label: str, day: str) -> None:
    """What the date field of each browser makes of keys is its own affair: it is reached, then filled."""
    field = hands.main.get_by_label(re.compile(f"^\\s*{label}")).first
    if isinstance(hands, Keys):
        hands.reach(field)
    field.fill(day)


def count(hands: Hands) -> int:
    return int(re.search(r"(\d+) signatures? sur 60", hands.main.inner_text()).group(1))


@pytest.mark.parametrize("hands", [Keys, NoScript], ids=["keys", "no-script"])
def test_sign_with_a_code_then_on_paper(site, open_page, assert_accessible, hands):
    number, scripts = int(time.time()) % 100_000, hands is not NoScript
    email, letters = f"signer-{hands.__name__.lower()}-{number}@example.org", "".join(chr(97 + int(n)) for n in str(number))
    guest = hands(open_page(java_script_enabled=scripts, viewport=PHONE))
    guest.go("/initiatives/")
    guest.follow(INITIATIVE)
    before, page = count(guest), guest.page.url
    guest.follow("Signer")
    guest.press("Signer")  # nothing is written yet
    guest.reads("Nom")
    guest.write("Nom", f"Fontaine {letters}")
    guest.write("Prénoms", "Rose")
    write_a_date(guest, "Date de naissance", "1961-04-09")
    guest.tick("Je signe cette initiative")
    if scripts:
        assert_accessible(guest.page)
    guest.press("Signer")
    guest.write("Adresse électronique", email)
    guest.write("Nom public", f"Rose {letters}")
    guest.press("Recevoir le code")
    guest.write("Code à 6 chiffres", code_sent_to(site.data, email))
    guest.press("Continuer")
    if guest.main.get_by_role("button", name="Confirmer").count():
        guest.press("Confirmer")
    guest.page.wait_for_url(page)
    guest.reads("Vous avez signé")
    assert count(guest) == before + 1
    if scripts:
        assert_accessible(guest.page)
    guest.follow("Retirer ma signature")
    guest.press("Retirer ma signature")
    guest.page.wait_for_url(page)
    assert count(guest) == before

    team = hands(open_page(java_script_enabled=scripts, viewport=PHONE))
    team.sign_in(site.accounts["manager"])
    team.go(page + "feuilles/")
    team.press("Numéroter de nouvelles feuilles")
    sheet = re.search(r"Feuille (\d+)", team.main.inner_text()).group(1)
    if scripts:
        assert_accessible(team.page)
    team.go(f"{'/'.join(page.split('/')[:3])}/initiatives/{page.rstrip('/').rsplit('/', 1)[1]}/f{sheet}/")  # what the QR code says
    team.reads("Ligne 1 sur 12")
    team.write("Nom", f"Papier {letters}")
    team.write("Prénoms", "Lucien")
    write_a_date(team, "Date de naissance", "1944-08-25")
    team.press("Vérifier et compter")
    team.reads("Ligne 2 sur 12")
    team.press("Vide ou barrée")
    team.reads("Ligne 3 sur 12")
    if scripts:
        assert_accessible(team.page)
    guest.go(page)
    assert count(guest) == before + 1
