"""A rumour is sent without an account, checked by one, read by another, and answered: on a phone, by the keys alone, and without any script."""

import time

import pytest
from browser.hands import Keys, NoScript

pytestmark = pytest.mark.browser
PHONE = {"width": 360, "height": 740}
# Two things that have nothing in common: what was checked before is shown, and not asked again.
SAID = {
    "Keys": "Le kiosque {mark} serait vendu à un promoteur",
    "NoScript": "On fermerait le sentier {mark} aux cyclistes tout l’hiver",
}


@pytest.mark.parametrize("hands", [Keys, NoScript], ids=["keys", "no-script"])
def test_a_rumour_to_its_verdict(site, open_page, assert_accessible, hands):
    mark = f"{hands.__name__}{int(time.time())}"
    scripts = hands is not NoScript
    guest = hands(open_page(viewport=PHONE, java_script_enabled=scripts))
    guest.go("/rumeurs/")
    guest.follow("Signaler une rumeur")
    guest.press("Envoyer")  # nothing is written yet
    guest.reads("Écrivez ce que vous avez lu ou entendu.")
    guest.write("Qu’avez-vous lu ou entendu", SAID[hands.__name__].format(mark=mark))
    guest.write("Où", "À la boulangerie")
    guest.press("Envoyer")
    guest.reads("Quelqu’un cherche des sources")
    address = guest.page.url
    if scripts:
        assert_accessible(guest.page)
    is_checked(hands(open_page(viewport=PHONE, java_script_enabled=scripts)), site, mark, assert_accessible if scripts else None)
    if not scripts:
        return  # the reading of what is to be approved is the same page for all texts
    is_read_again(hands(open_page(viewport=PHONE, java_script_enabled=scripts)), site, mark)
    guest.go(address)
    guest.follow("Lire la vérification")
    guest.reads(f"{mark} : la commune garde son kiosque")
    guest.reads("Registre des biens communaux")
    assert_accessible(guest.page)


def is_checked(team, site, mark, assert_accessible):
    team.sign_in(site.accounts["manager"])
    team.go("/bureau/rumeurs/")
    team.follow(SAID[type(team).__name__].format(mark=mark))
    team.reads("À la boulangerie")
    if assert_accessible:
        assert_accessible(team.page)
    team.follow("Écrire le verdict")
    team.pick("Faux")
    team.write("Titre", f"Faux, {mark} n’est pas vendu")
    team.write("Ce qui est vrai", "Le kiosque reste à la commune.")
    team.write("Explication", "Il figure au registre des biens communaux.")
    team.press("Garder le brouillon")
    team.reads("Le titre commence par le verdict")  # what was typed is kept
    team.write("Titre", f"{mark} : la commune garde son kiosque")
    team.press("Garder le brouillon")
    team.follow("Ajouter une source")
    team.write("Titre", "Registre des biens communaux, en mairie")
    team.write("Qui la publie", "Commune")
    team.press("Garder")
    team.follow("Demander une seconde lecture")
    team.tick("Hélène Garrigue")
    team.press("Demander")
    team.reads("Voir la relecture")


def is_read_again(reader, site, mark):
    reader.sign_in(site.accounts["validator"])
    reader.go("/bureau/validations/")
    reader.follow(mark)
    reader.reads("Registre des biens communaux")
    reader.press("Approuver")
    reader.reads("Approuvé")
