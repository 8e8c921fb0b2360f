"""A secret vote from its key to its result on a phone, by the keys alone and without any script; and the booth as a file."""

import json
import os
import subprocess
import sys

import pytest
from beffroi_browser import ROOT, environment
from browser.hands import Keys, NoScript

from beffroi.engines.ballots import casting, credentials, trustees
from beffroi.engines.ballots.election import Election, Question, election_json
from beffroi.engines.ballots.groups import RFC_3526_2048
from beffroi.engines.ballots.verifying import verify
from beffroi.participation.ballots import booth

pytestmark = pytest.mark.browser
PHONE = {"width": 360, "height": 780}


@pytest.fixture
def aside(site):
    """aside("open", id): what is done outside the browser."""

    def run(*given):
        env = {**environment(site.data), "DJANGO_SETTINGS_MODULE": "beffroi.settings", "PYTHONPATH": os.pathsep.join(sys.path)}
        done = subprocess.run(
            [sys.executable, "-m", "browser.secret_vote", *given], cwd=ROOT, env=env, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr[-3000:]
        return json.loads(done.stdout.splitlines()[-1])

    return run


def send_part(me, key):
    """A trustee gives her key file to the page, which says when her part is ready."""
    chooser = me.page.get_by_label("Votre fichier de clé")
    me.reach(chooser)
    chooser.set_input_files(key)
    me.reads("Prêt à envoyer")
    me.press("Envoyer ma part")


def test_a_secret_vote_with_three_trustees(open_page, assert_accessible, site, aside, tmp_path):
    citizen = site.accounts["citizen"]
    vote = aside("begin", citizen["email"])
    # Under the site's own policy: scripts by their hash, nothing to elsewhere.
    me = Keys(open_page(viewport=PHONE, bypass_csp=False))
    page, keys = me.page, []
    for place, link in enumerate(vote["trustees"]):
        me.go(link)
        with page.expect_download() as download:
            me.press("Faire et enregistrer ma clé")
        keys.append(tmp_path / f"key{place}.json")
        download.value.save_as(keys[-1])
        send_part(me, keys[-1])
        me.reads("Aux autres, maintenant" if place < 2 else "Donnez votre fichier de clé")
    for link, key in zip(vote["trustees"] * 2, keys * 2, strict=True):
        me.go(link)
        send_part(me, key)
    me.reads("Votre clé est prête")

    word = aside("open", vote["id"])["word"]
    signed_in = sends_a_ballot_without_scripts(open_page, citizen, vote, word, tmp_path / "ballot.json")
    tracker = votes_again_by_the_keys(open_page, assert_accessible, signed_in, vote, word)

    aside("close", vote["id"])
    for place in (0, 2):
        me.go(vote["trustees"][place])
        if place == 2:
            page.get_by_label("Votre fichier de clé").set_input_files(keys[0])
            me.reads("Cette clé est celle d’un autre vote")
            assert_accessible(page)
        send_part(me, keys[place])
        me.reads("Votre part est faite")
    found = verify(page.request.get(f"{vote['url']}urne.bel").body())
    assert found.problem == ""
    assert (found.ballots, found.counted, found.trackers[-1]) == (2, 1, tracker)
    assert found.result == [[0, 0, 1], [0, 1, 0]]


def sends_a_ballot_without_scripts(open_page, citizen, vote, word, path):
    """The booth says kindly that it cannot; a ballot that was made elsewhere is sent by a plain form."""
    me = NoScript(open_page(viewport=PHONE, java_script_enabled=False))
    me.sign_in(citizen)
    me.go(f"{vote['url']}voter/")
    me.reads("Il y faut JavaScript")
    assert me.main.get_by_role("link", name="Télécharger l’isoloir en un fichier").first.is_visible()
    assert not me.main.locator("input:visible, button:visible").count()
    raw = me.page.request.get(f"{vote['url']}election.json").text()
    path.write_text(casting.make(Election.read(raw), word, [[1, 0, 0], [1, 0, 0]]))
    me.follow("Envoyer un bulletin fait avec le fichier")
    me.page.get_by_label("Le fichier de votre bulletin").set_input_files(path)
    me.press("Déposer mon bulletin dans l’urne")
    me.reads(casting.tracker(path.read_text()))
    return me.page.context.storage_state()


def votes_again_by_the_keys(open_page, assert_accessible, signed_in, vote, word):
    me = Keys(open_page(viewport=PHONE, storage_state=signed_in))
    page = me.page
    me.go(f"{vote['url']}voter/")
    me.press("Continuer")
    assert page.get_by_label("Code de 22").get_attribute("aria-invalid") == "true"
    me.write("Code de 22", word.replace("-", " "))
    me.press("Continuer")
    me.press("Relire mon vote")
    me.reads("Choisissez une réponse")
    assert_accessible(page)
    me.pick("Non")
    me.tick("Aux halles")
    me.press("Relire mon vote")
    me.reads("Est-ce bien votre vote")
    me.press("Chiffrer mon vote")
    me.reads("Déposez-le dans l’urne")
    tracker = page.locator("[data-tracker]").inner_text()
    assert not page.locator("[data-booth] input:checked").count()  # the page has forgotten
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert_accessible(page)
    me.press("Déposer mon bulletin dans l’urne")
    me.reads(tracker)
    return tracker


QUESTIONS = [
    Question("Faut-il un banc ?", ("Oui", "Non"), 1, 1, blank=True),
    Question("Où donc ?", ("Gare", "Halles", "École"), 0, 2),
    Question("Dans quel ordre ?", ("Tilleul", "Érable"), is_listed=True),
    Question("Combien de voix ?", ("Fleurs", "Fruits"), is_listed=True),
]
KINDS = [{}, {}, {"kind": "rank"}, {"kind": "quadratic", "credits": 10, "offset": 3}]


def test_the_booth_as_a_file_needs_no_network(browser, tmp_path):
    """Every kind of question; the file may send nothing, and what comes out is a ballot that holds."""
    _secret, part = trustees.new_key(RFC_3526_2048)
    raw = election_json(
        name="Le banc", description="", group=RFC_3526_2048, public_key=part["public_key"], questions=QUESTIONS, uuid=credentials.new_uuid()
    )
    path = tmp_path / "booth.html"
    path.write_text(booth.offline(raw, "Le banc </script>", "https://mairie.example/", kinds=KINDS))
    context = browser.new_context(viewport=PHONE, offline=True, accept_downloads=True, bypass_csp=False)
    page, wrong = context.new_page(), []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.goto(f"file://{path}#{credentials.new_credential()}")
    page.locator("[data-next=code]").click()
    for label in ("Oui", "Gare", "Halles", "École"):
        page.get_by_label(label).check()
    page.get_by_label("Tilleul").select_option("1")
    page.get_by_label("Érable").select_option("1")
    page.get_by_label("Fleurs").fill("-3")
    page.get_by_label("Fruits").fill("2")
    page.locator("[data-next=choices]").click()
    assert page.locator("[data-error]:visible").count() == 3  # three places of two, one rank twice, 13 points of 10
    page.get_by_label("École").uncheck()
    page.get_by_label("Érable").select_option("2")
    page.get_by_label("Fruits").fill("1")
    page.locator("[data-next=choices]").click()
    page.locator("[data-next=encrypt]").click()
    page.locator("[data-part=done]").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    with page.expect_download() as download:
        page.locator("[data-keep]").click()
    ballot = download.value.path().read_text()
    election = Election.read(raw)
    assert casting.tracker(ballot) == page.locator("[data-tracker]").inner_text()
    casting.check(election, ballot)
    context.close()
    assert not wrong
