"""A whole participatory budget, from an idea to its works: on a phone, by the keys alone, and without any script."""

import sqlite3
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta

import pytest
from beffroi_browser import ROOT, environment
from browser.hands import Keys, NoScript

pytestmark = pytest.mark.browser
PHONE = {"width": 360, "height": 740}
TWO = """
import django
django.setup()
from beffroi.kernel import clock
from beffroi.participation.budgets import actions
from beffroi.participation.budgets.actions.settings import Wanted
from beffroi.participation.spaces.kitchen import ready_component
for title in ("Des touches", "Sans script"):
    made = ready_component("budget", at=clock.now(), verbs=("propose", "support", "comment", "vote"), title=title, settings={"needs_place": False})
    actions.save_envelopes(component=made, person=None, wanted=[Wanted(None, "Toute la commune", 30_000_00)])
    print(made.process_id, made.process.slug, made.pk)
"""


@pytest.fixture(scope="module")
def budgets(site):
    """Two budgets in which everything is open: number of the process, its address, number of the part."""
    env = {**environment(site.data), "DJANGO_SETTINGS_MODULE": "beffroi.settings"}
    done = subprocess.run([sys.executable, "-c", TWO], env=env, cwd=ROOT / "src", check=True, capture_output=True, text=True)
    return dict(zip((Keys, NoScript), (line.split() for line in done.stdout.splitlines()), strict=True))


@pytest.mark.parametrize("hands", [Keys, NoScript], ids=["keys", "no-script"])
def test_a_whole_budget(site, open_page, assert_accessible, budgets, hands):
    process, slug, pk = budgets[hands]
    here, desk = f"/p/{slug}/budget/{pk}/", f"/bureau/p/{process}/budget/{pk}/"
    title = f"Un abri pour le car {int(time.time())}"

    def somebody(role):
        found = hands(open_page(viewport=PHONE, java_script_enabled=hands is not NoScript))
        found.page.on("dialog", lambda dialog: dialog.accept())
        found.sign_in(site.accounts[role], after=here)
        return found

    citizen, team = somebody("citizen"), somebody("manager")
    proposes(citizen, here, title)
    is_studied(team, desk, title)
    votes(citizen, here, title, assert_accessible if hands is Keys else None)
    time_passes(site, pk)
    is_counted_and_built(team, desk, here, title)
    citizen.go(f"{here}resultats/")
    citizen.follow(f"1. {title}")
    citizen.reads("Pourquoi il est retenu")
    citizen.reads("Les fouilles ont commencé.")
    if hands is Keys:
        assert_accessible(citizen.page)


def proposes(citizen, here, title):
    citizen.go(here)
    citizen.follow("Proposer une idée")
    citizen.press("Publier")  # nothing is written yet
    citizen.reads("Titre")
    citizen.write("Titre", title)
    citizen.write("Votre idée", "Les enfants attendent sous la pluie, sans un banc ni un toit.")
    citizen.press("Publier")
    citizen.reads("Son parcours, étape par étape")


def is_studied(team, desk, title):
    team.go(desk)
    team.follow(title)
    team.write("Service", "Voirie")
    team.press("Saisir un service")
    team.follow("Rendre l’avis")
    team.pick("C’est faisable")
    team.write("Raisons", "La place suffit.")
    team.write("Coût, en euros", "12 000")
    team.press("Rendre l’avis")
    team.press("Transmettre à qui décide")  # price and envelope are proposed
    team.pick("Elle est soumise au vote")
    team.write("Raisons", "Utile et simple.")
    team.press("Décider")
    team.go(f"{desk}vote/")
    team.press("Préparer le vote")
    team.reads("Où en est le vote")


def votes(citizen, here, title, assert_accessible):
    citizen.go(here)
    citizen.follow("Voter")
    citizen.tick(f"1. {title}")
    if assert_accessible:
        citizen.reads("Choisis")
        assert_accessible(citizen.page)
    citizen.press("Relire mon bulletin")
    citizen.reads(f"1. {title}")
    citizen.page.get_by_role("button", name="urne").first.wait_for()
    citizen.activate(citizen.main.locator("button[value=cast]"))
    citizen.reads("Votre code")


def time_passes(site, pk):
    """The month of the vote is over."""
    over = (datetime.now(UTC) - timedelta(minutes=5)).isoformat(sep=" ")[:26]
    with sqlite3.connect(next(site.data.glob("*.sqlite3")), timeout=30) as base:
        base.execute("UPDATE ballots_election SET closes_at = ? WHERE component_id = ?", [over, int(pk)])
    base.close()


def is_counted_and_built(team, desk, here, title):
    team.go(f"{desk}vote/")
    team.press("Dépouiller")
    team.reads("Les votes sont dépouillés")
    team.go(desk)
    team.follow(f"1. {title}")
    team.follow("Donner des nouvelles des travaux")
    team.choose("Où il en est", "En cours")
    team.write("Avancement", "20")
    team.write("Ce qu’il y a de nouveau", "Les fouilles ont commencé.")
    team.press("L’annoncer")
    team.reads("Les fouilles ont commencé.")
