"""A memory is sent, read by the team and shown; hands are lent: on a phone, by the keys alone, and without any script."""

import time

import pytest
from browser.hands import Keys, NoScript, code_sent_to

pytestmark = pytest.mark.browser
PROCESS, PHONE = "/p/memoire-et-nature/", {"width": 360, "height": 740}


@pytest.mark.parametrize("hands", [Keys, NoScript], ids=["keys", "no-script"])
def test_a_memory_and_a_hand(site, open_page, assert_accessible, hands):
    mark = f"{hands.__name__} {int(time.time())}"
    guest = hands(open_page(viewport=PHONE, java_script_enabled=hands is not NoScript))
    guest.go(PROCESS)
    guest.follow("Les missions")
    guest.follow("La mémoire de la tannerie")
    guest.follow("Participer")
    guest.press("Envoyer")  # nothing is written yet
    guest.reads("Titre")
    if hands is Keys:
        assert_accessible(guest.page)
    guest.write("Titre", f"Le sifflet – {mark}")
    guest.write("Vos mots", "Il sifflait trois fois les jours de paye.")
    guest.tick("C’est de moi")
    guest.press("Envoyer")
    says_who_she_is(guest, site, mark)
    guest.reads("L’équipe la lit avant qu’elle soit montrée")
    address = guest.page.url.split("?")[0]
    is_accepted(hands(open_page(viewport=PHONE, java_script_enabled=hands is not NoScript)), site, mark)
    stranger = hands(open_page(viewport=PHONE))
    stranger.go(address)
    stranger.reads(f"Le sifflet – {mark}")
    lends_a_hand(guest)


def says_who_she_is(guest, site, mark):
    email = f"memoire-{mark.replace(' ', '-').lower()}@example.org"
    guest.write("Adresse électronique", email)
    guest.write("Nom public", f"Mémé {mark}")
    guest.press("Recevoir le code")
    guest.write("Code à 6 chiffres", code_sent_to(site.data, email))
    guest.press("Continuer")
    if guest.main.get_by_role("button", name="Confirmer").count():
        guest.press("Confirmer")
    guest.page.wait_for_url("**/missions/**")


def is_accepted(team, site, mark):
    team.sign_in(site.accounts["manager"])
    team.go("/bureau/missions/a-lire/")
    team.follow("La mémoire de la tannerie")
    team.follow(f"Le sifflet – {mark}")
    team.press("Décider")  # “accept it” is chosen
    team.reads("Une carte postale")  # the next one, which has waited since the demonstration began


def lends_a_hand(guest):
    guest.go(PROCESS)
    guest.follow("Les missions")
    guest.follow("Une matinée pour les berges")
    guest.follow("Le lavoir et l’aval")
    guest.write("Votre nom", "Mémé")
    guest.tick("L’équipe de cette mission")
    guest.press("M’inscrire")
    guest.reads("on vous attend")
    guest.press("Je ne peux plus venir")
    guest.reads("Votre nom")
