"""An opinion given card by card on a phone: by the keys alone, and without any script; then the map."""

import pytest
from browser.hands import Keys, NoScript

pytestmark = pytest.mark.browser
PHONE = {"width": 360, "height": 780}


@pytest.mark.parametrize("hands", [Keys, NoScript], ids=["keys", "no-script"])
def test_an_opinion_is_given_card_by_card(open_page, assert_accessible, hands):
    page = open_page(viewport=PHONE, java_script_enabled=hands is not NoScript)
    me = hands(page)
    me.go("/opinions/")
    me.follow("Comment voulons-nous nous déplacer")
    address = page.url
    me.follow("Donner mon avis")
    me.press("D’accord")
    me.reads("Vous êtes d’accord.")
    if hands is Keys:
        page.keyboard.press("d")  # the card has the focus: one goes on without looking for the buttons
        me.reads("Vous n’êtes pas d’accord.")
        page.keyboard.press("ArrowDown")
        me.reads("Vous avez passé.")
        assert_accessible(page)
    else:
        me.press("Pas d’accord")
        me.reads("Vous n’êtes pas d’accord.")
        me.press("Je passe")
    me.reads("Vous avez passé.")
    me.reads("3 réponses sur")
    me.follow("Changer cette réponse")
    me.reads("Jusqu’ici")
    me.press("D’accord")
    me.reads("Vous êtes d’accord.")
    me.follow("M’arrêter là")
    assert page.get_by_text("Vous êtes d’accord.").count() == 2
    if hands is Keys:
        assert_accessible(page)
    me.go(f"{address}ajouter/")
    me.write("Votre affirmation", "Une piste cyclable jusqu’à la gare est ce qu’il faut faire en premier.")
    me.press("Ajouter")
    me.reads("Est-ce l’une de celles-ci")
    me.follow("Une piste cyclable jusqu’à la gare")
    me.press("D’accord")
    me.go(f"{address}resultats/")
    me.reads("Tous les groupes sont d’accord")
    assert page.locator(".opinion-shape").count() == 3
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    if hands is Keys:
        assert_accessible(page)
