"""Something seen on the sidewalk: reported on a phone by the keys alone and without scripts; and without network, sent later."""

import time

import pytest
from browser.hands import Keys, NoScript, code_sent_to

pytestmark = pytest.mark.browser
PHONE = {"width": 360, "height": 740}


@pytest.mark.parametrize("hands", [Keys, NoScript], ids=["keys", "no-script"])
def test_a_lamp_is_reported_without_an_account(site, open_page, hands):
    guest = hands(open_page(java_script_enabled=hands is not NoScript, viewport=PHONE))
    guest.go("/signalements/")
    guest.follow("Signaler ou suggérer")
    guest.write("Où est-ce", "7 rue des Lilas" if hands is Keys else "2 impasse du Lavoir")
    guest.choose("De quoi s’agit-il", "Lampadaire en panne")
    guest.write("Que voyez-vous", f"Tout noir depuis hier, {hands.__name__}.")
    if hands is NoScript:
        guest.press("Envoyer")
    guest.reads("Voyez-vous un fil électrique à nu")
    guest.pick("Non")
    guest.press("Envoyer")
    email = f"lampe-{hands.__name__.lower()}-{int(time.time())}@example.org"
    guest.write("Adresse électronique", email)
    guest.write("Nom public", f"Passante {hands.__name__}")
    guest.press("Recevoir le code")
    guest.write("Code à 6 chiffres", code_sent_to(site.data, email))
    guest.press("Continuer")
    if guest.main.get_by_role("button", name="Confirmer").count():
        guest.press("Confirmer")
    guest.reads(f"Tout noir depuis hier, {hands.__name__}.")
    guest.reads("Reçu")
    guest.does_not_read(f"Passante {hands.__name__}")


def test_questions_that_come_late_do_not_push_away_the_field_in_use(site, open_page):
    page = open_page(viewport=PHONE)
    guest = Keys(page)
    guest.go("/signalements/nouveau/")
    held = []
    page.route("**/signalements/nouveau/details/", lambda route: held.append(route))
    guest.write("Où est-ce", "9 rue des Lilas")
    with page.expect_request("**/signalements/nouveau/details/"):
        guest.choose("De quoi s’agit-il", "Lampadaire en panne")
    text = page.get_by_label("Que voyez-vous").first
    guest.reach(text)
    before = text.bounding_box()
    held[-1].continue_()
    guest.reads("Voyez-vous un fil électrique à nu")
    assert abs(text.bounding_box()["y"] - before["y"]) < 2


def test_a_lamp_is_reported_offline_then_online(site, open_page, assert_accessible):
    page = open_page(viewport=PHONE)
    citizen = Keys(page)
    citizen.sign_in(site.accounts["citizen"])
    citizen.go("/signalements/nouveau/")
    page.wait_for_function("navigator.serviceWorker.ready.then(() => caches.match('/signalements/hors-ligne/')).then(Boolean)")
    page.context.set_offline(True)
    citizen.write("Où est-ce", "2 chemin du Stade")
    citizen.choose("De quoi s’agit-il", "Poubelle pleine ou abîmée")
    citizen.write("Que voyez-vous", "Elle déborde, sans réseau.")
    page.get_by_role("button", name="Envoyer", exact=True).click()
    page.wait_for_url("**/signalements/hors-ligne/")
    citizen.reads("2 chemin du Stade – Elle déborde, sans réseau.")
    citizen.press("Envoyer maintenant")
    citizen.reads("Pas encore de réseau")
    assert_accessible(page)
    page.context.set_offline(False)
    citizen.press("Envoyer maintenant")
    page.wait_for_url("**/signalements/*/", wait_until="load")
    citizen.reads("Elle déborde, sans réseau.")
    citizen.reads("Reçu")
    citizen.go("/signalements/hors-ligne/")
    citizen.reads("Rien n’attend ici")
