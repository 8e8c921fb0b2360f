"""A branching survey on a phone: by the keys alone, and without any script."""

import subprocess
from pathlib import Path

import pytest
from browser.hands import Keys, NoScript

pytestmark = pytest.mark.browser
PHONE = {"width": 360, "height": 780}


@pytest.mark.parametrize("hands", [Keys, NoScript], ids=["keys", "no-script"])
def test_a_branching_survey_is_answered(open_page, assert_accessible, tmp_path, hands):
    page = open_page(viewport=PHONE, java_script_enabled=hands is not NoScript)
    me = hands(page)
    me.go("/enquetes/")
    me.follow("Le jardin de la Gare")
    me.follow("Répondre à l’enquête")
    me.press("Continuer")  # nothing is chosen yet
    me.reads("Comment y venez-vous")
    assert page.locator("[data-survey-questions] .field-error").count() == 1
    me.tick("En voiture")
    if hands is NoScript:
        me.press("Continuer")
    me.reads("Trouvez-vous où stationner")  # brought by the answer; with scripts, while one is still on the page
    if hands is Keys:
        assert_accessible(page)
    me.pick("Rarement")
    me.press("Continuer")
    me.choose("Des bancs", "1")
    me.choose("Des jeux", "2")
    if hands is Keys:
        assert_accessible(page)
    me.press("Relire et envoyer")
    me.reads("Rarement")
    me.reads("1. Des bancs, 2. Des jeux")
    me.press("Envoyer mes réponses")
    me.reads("vos réponses sont bien arrivées")
    code = page.locator(".survey-code").inner_text()
    assert len(code) == 19
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    me.press("Quelqu’un d’autre répond sur cet appareil")
    page.wait_for_url("**/repondre/**")
    me.go(page.url.split("/repondre/")[0] + "/reprendre/")
    me.write("Votre code", code)
    me.press("Retrouver mes réponses")
    me.reads("vos réponses sont bien arrivées")
    me.go(page.url.split("/merci/")[0] + "/resultats/")
    me.reads("Comment y venez-vous")
    if hands is Keys:
        assert_accessible(page)
        leads_back_from_paper(me, tmp_path / "code.png")


def leads_back_from_paper(me: Keys, picture: Path) -> None:
    """What a phone reads on the printed form is the address of the survey."""
    me.go(me.page.url.replace("/resultats/", "/imprimer/"))
    me.page.locator(".survey-paper img").screenshot(path=picture)
    read = subprocess.run(["zbarimg", "-q", "--raw", picture], capture_output=True, check=True, text=True).stdout.strip()
    assert read.endswith(me.page.url.split("/imprimer/")[0].split("/enquetes/")[1] + "/")
    assert read.startswith("http")
