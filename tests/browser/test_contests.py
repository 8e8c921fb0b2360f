"""A photo contest on a phone, by the keys alone: its rules, an entry, the jury, the prize; and one that is cancelled, without scripts."""

import sqlite3
import time
from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
from browser.hands import Keys, NoScript
from PIL import Image

pytestmark = pytest.mark.browser
PHONE = {"width": 360, "height": 740}


def writes(team, kind, title):
    team.go("/bureau/jeux/")
    team.follow("Nouveau jeu")
    team.pick(kind)
    team.write("Titre", title)
    team.write("Sujet", "Le plus beau banc de la commune.")
    team.write("Lots", "Un livre sur la vallée (20 €)")
    now = datetime.now().astimezone()
    for label, day in (("Commence le", now - timedelta(days=1)), ("Se termine le", now + timedelta(days=7))):
        team.main.get_by_label(label).fill(f"{day:%Y-%m-%dT%H:%M}")  # a date picker of the browser's own
    return team


def keeps_and_publishes(team):
    team.press("Enregistrer le brouillon")
    team.reads("engage la commune")
    team.press("Publier le jeu")
    team.follow("Page publique")
    return "/" + team.page.url.split("/", 3)[3]


def time_passes(site, title):
    """The week of the contest is over."""
    over = (datetime.now(UTC) - timedelta(minutes=5)).isoformat(sep=" ")[:26]
    with sqlite3.connect(next(site.data.glob("*.sqlite3")), timeout=30) as base:
        base.execute("UPDATE contests_contest SET closes_at = ? WHERE title = ?", [over, title])
    base.close()


def a_photo():
    out = BytesIO()
    Image.effect_noise((640, 480), time.time() % 200).save(out, "PNG")
    return {"name": "banc.png", "mimeType": "image/png", "buffer": out.getvalue()}


def test_a_photo_contest_from_its_rules_to_the_prize(site, open_page, assert_accessible):
    title = f"Bancs en photo {int(time.time())}"
    team, citizen = (Keys(open_page(viewport=PHONE)) for _ in range(2))
    team.sign_in(site.accounts["manager"])
    writes(team, "Concours photo", title).write("Jury", "Trois habitants")
    public = keeps_and_publishes(team)
    desk = "/bureau/jeux/"
    citizen.sign_in(site.accounts["citizen"], after=public)
    citizen.follow("Participer")
    citizen.main.locator("input[type=file]").set_input_files(a_photo())
    citizen.write("Ce que l’on y voit", "Un banc vert sous un tilleul")
    citizen.tick("Je suis majeur")
    citizen.tick("J’ai lu le règlement")
    assert_accessible(citizen.page)
    citizen.press("Participer")
    citizen.reads("Ticket 1")
    team.go(desk)
    team.follow(title)
    team.follow("Examiner le ticket 1")
    team.pick("Elle participe")
    team.press("Garder")
    time_passes(site, title)
    team.page.reload()
    team.press("Clore la liste des tickets")
    team.choose("Lot 1", "Ticket 1")
    team.write("Ce qu’en dit le jury", "La lumière sous le tilleul.")
    assert_accessible(team.page)
    team.press("Publier le résultat")
    citizen.go(public)
    citizen.reads("La lumière sous le tilleul.")
    assert_accessible(citizen.page)
    team.follow("Ticket 1")
    team.press("Le lot est remis")
    team.reads("a reçu son lot")


def test_a_contest_is_cancelled_and_says_why(site, open_page):
    title = f"Loterie {int(time.time())}"
    team = NoScript(open_page(java_script_enabled=False, viewport=PHONE))
    team.sign_in(site.accounts["manager"])
    public = keeps_and_publishes(writes(team, "Tirage au sort", title))
    team.go("/bureau/jeux/")
    team.follow(title)
    team.follow("Annuler le jeu")
    team.press("Annuler le jeu")  # nothing is said yet
    team.write("Motif", "La fête n’a pas lieu.")
    team.press("Annuler le jeu")
    team.reads("La fête n’a pas lieu.")
    team.go(public)
    team.reads("La fête n’a pas lieu.")
    team.does_not_read("Participer")
