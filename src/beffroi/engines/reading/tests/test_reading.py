import json
import subprocess
import sys
from pathlib import Path

import pytest

from beffroi.engines.reading import flags, languages, normal, similar

SENTENCES = {
    "fr": ["Quand la piscine rouvre-t-elle ?", "mon fils a peur d aller au stade", "RÉPAREZ LA RUE", "c'est honteux", "pas d accord du tout"],
    "en": ["When does the pool reopen?", "fix the road please", "Is there a bus on Sunday", "Thanks a lot"],
    "es": ["¿Cuándo abre la piscina?", "me gusta mucho esta idea", "no hay autobuses el domingo"],
    "pt": ["Quando abre a piscina?", "não há autocarros ao domingo", "muito obrigado"],
    "it": ["Quando apre la piscina?", "mi piace molto questa idea"],
    "de": ["Wann öffnet das Schwimmbad?", "ich finde diese Idee sehr gut"],
    "nl": ["Wanneer gaat het zwembad open?", "ik vind dit een goed idee"],
    "br": ["Pegoulz e vo digoret ar poull-neuial?", "plijout a ra din ar mennozh-se"],
    "oc": ["Quora dobrís la piscina ?", "i a pas de bus lo dimenge"],
    "eu": ["Noiz irekiko da igerilekua?", "ideia hau asko gustatzen zait"],
    "ca": ["Quan obre la piscina?", "m'agrada molt aquesta idea"],
    "co": ["Quandu apre a piscina?", "mi piace assai st'idea, ùn ci hè micca"],
    "gsw": ["Wenn macht s Schwimmbad uff?", "ich find die Idee isch güet"],
    "gcf": ["Kitan piscin la ké ouvè ?", "sé timoun la kontan"],
    "tr": ["Havuz ne zaman açılıyor?"], "pl": ["Kiedy otwiera się basen?"], "ro": ["Când se deschide piscina?"],
    "ar": ["متى يفتح المسبح؟"], "ru": ["Когда откроется бассейн?"],
}  # fmt: skip


def test_short_sentences_are_told_apart_in_nineteen_languages():
    """Measured: 43 of 43. They are ours, short and clean: on the street expect less; the answer says how sure it is."""
    asked = [(language, text) for language, texts in SENTENCES.items() for text in texts]
    wrong = [(language, text, languages.detect(text).language) for language, text in asked if languages.detect(text).language != language]
    assert len(wrong) <= 1, wrong


def test_where_the_text_says_nothing_the_page_decides_and_nothing_is_sure():
    for text in ("", "12 %", "ok", "https://example.org/the/of/and @the"):
        assert not languages.detect(text, hint="en").is_sure
    assert languages.detect("ok", hint="en").language == "en"
    assert languages.detect("Bonjour, quand la rue sera-t-elle réparée ?").words


TO_SEE = [
    ("j'ai envie d'en finir", flags.DISTRESS), ("Je veux en finir avec la vie", flags.DISTRESS), ("mon mari me frappe tous les soirs", flags.DISTRESS),
    ("Nous sommes à la rue avec les enfants", flags.DISTRESS), ("Je suis harcelée par mon voisin", flags.DISTRESS), ("je veux mourir", flags.DISTRESS),
    ("vous êtes tous des incapables", flags.INSULT), ("bande de voleurs !", flags.INSULT), ("t'es qu'un c o n n a r d", flags.INSULT),
    ("le maire est un con", flags.INSULT), ("espèce d'abruti", flags.INSULT), ("on sait où tu habites", flags.INSULT), ("c0nnard", ""),
    ("URGENT : un câble électrique est arraché rue Pasteur", flags.URGENT), ("odeur de gaz dans la cage d'escalier", flags.URGENT),
    ("le mur de l'école menace de s'effondrer", flags.URGENT), ("plaque d'égout manquante devant le 12", flags.URGENT),
]  # fmt: skip
TO_PASS = [
    "Il faut en finir avec les incivilités", "prévention du suicide au collège", "les urgences de l'hôpital ferment", "urgence climatique",
    "c'est n'importe quoi cette rue", "c'est con que la piscine soit fermée", "Je suis très en colère contre ce projet", "le bus est en retard",
    "Vous mentez sur les chiffres", "Quelle honte, démissionnez", "taxer à mort la classe moyenne", "on attend depuis dix ans, c'est nul",
    "un parking à la con serait de trop", "Putain, c'est vachement bien", "je n'en peux plus de ce bruit", "la salope de pluie" ,
]  # fmt: skip


def test_what_calls_for_an_early_look_is_seen_and_ordinary_anger_passes():
    """Measured on these 33, written by us: recall 16 of 17, one false alarm of 16. On forum insults (ToxiFrench) recall is 6 %, precision 93 %;
    on rude comments (Jigsaw, French) 45 % and 100 %: this orders what is read first, it is no filter."""
    seen = [(text, kind) for text, kind in TO_SEE if kind in [flag.kind for flag in flags.look(text)]]
    assert len(seen) >= 16
    alarms = [text for text in TO_PASS if flags.look(text)]
    assert len(alarms) <= 1, alarms
    assert flags.look("Je veux en finir avec la vie")[0].words == ["en finir avec la vie"]


def test_invisible_and_foreign_letters_hide_nothing():
    assert normal.fold("co\u200bnn\u00adard") == "connard"
    assert normal.fold("cоnnаrd") == "connard"  # the o and the a are Cyrillic
    assert normal.fold("Ŝtraße Œuvre") == "strasse oeuvre"
    assert normal.fold("Привет") == "привет"


POOL = {
    1: "Créer une piste cyclable protégée sur l’avenue Jean-Jaurès",
    2: "Planter des arbres dans la cour de l’école Jules-Ferry",
    3: "Prolonger les horaires de la médiathèque le samedi soir",
    4: "Installer des bancs dans le parc de la mairie",
    5: "Quand la piscine municipale rouvrira-t-elle après les travaux ?",
}


def test_what_resembles_is_found_by_words_and_by_letters():
    index = similar.Index(POOL)
    assert index.find("Planter plus d’arbres à l’école", 2)[0].key == 2
    copy = index.find("QUAND LA PISCINE MUNICIPAL ROUVRIRA T ELLE APRES LES TRAVAUX", 2)[0]
    assert (copy.key, copy.is_copy) == (5, True)
    assert "piscin" in " ".join(index.find("piscine", 1)[0].why)
    assert not similar.is_copy(POOL[1], POOL[2])
    assert similar.Index({}).find("rien") == []


def test_the_command_reads_and_answers_json():
    source = Path(similar.__file__).parents[3]
    text = "Je vous rappelle : 06 12 34 56 78. Bande de voleurs !"
    run = [sys.executable, "-m", "beffroi.engines.reading", "--hint", "fr"]
    done = subprocess.run(run, input=text, capture_output=True, text=True, check=True, cwd=source)
    said = json.loads(done.stdout)
    assert said["language"]["code"] == "fr"
    assert [(span["kind"], span["text"]) for span in said["personal"]] == [("phone", "06 12 34 56 78")]
    assert said["flags"] == [{"kind": "insult", "words": ["bande de voleurs"]}]


@pytest.mark.parametrize("text", ["", "\0", "é" * 5, "a" * 50_000, "\ud800".encode("utf-8", "replace").decode(), "ا" * 100, "c " * 9000])
def test_nothing_odd_breaks_it(text):
    languages.detect(text)
    flags.look(text)
    similar.likeness(text, "autre")
