"""A vote on a phone: by the keys alone, and without any script. A secret vote with its trustees: test_booth."""

import pytest
from browser.hands import Keys, NoScript

pytestmark = pytest.mark.browser
PHONE = {"width": 360, "height": 780}


@pytest.mark.parametrize("hands", [Keys, NoScript], ids=["keys", "no-script"])
def test_somebody_votes_changes_her_vote_and_follows_the_count(site, open_page, assert_accessible, hands):
    page = open_page(viewport=PHONE, java_script_enabled=hands is not NoScript)
    me = hands(page)
    me.sign_in(site.accounts["citizen"])
    me.go("/votes/")
    me.follow("Quel jour pour le second marché ?")
    vote = page.url
    me.follow("Voter")
    if hands is Keys:
        assert_accessible(page)
    me.tick("Mardi matin")
    me.press("Voter")
    me.reads("Votre vote est compté")
    me.reads("Mardi matin")
    me.follow("Modifier mon vote")
    me.tick("Jeudi en fin de journée")
    me.press("Modifier mon vote")
    me.reads("Jeudi en fin de journée")
    me.press("Retirer mon vote")
    page.get_by_text("Vous pouvez voter de nouveau").first.wait_for()
    me.go(f"{vote}resultats/")
    me.reads("Sur les réseaux sociaux, à titre indicatif")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    if hands is Keys:
        assert_accessible(page)
    me.go("/votes/")
    me.follow("Quel dessin pour la cour de l’école ?")
    me.reads("Les îlots")
    me.follow("Le résultat, étape par étape")
    me.reads("Mention majoritaire")
    me.follow("Jugement majoritaire")
    me.reads("Un exemple")
    if hands is Keys:
        assert_accessible(page)
