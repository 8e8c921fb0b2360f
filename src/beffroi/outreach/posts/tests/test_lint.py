import pytest

from beffroi.outreach.posts import lint
from beffroi.outreach.posts.fitting import hashtags, plain_lines
from beffroi.outreach.posts.spoken import spoken_text

LONG = "Le conseil municipal a décidé hier soir, après un long débat entre tous les groupes, de refaire la place du marché avec des arbres, des bancs et une fontaine pour les enfants du village."


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("La fête a lieu samedi à la salle des fêtes.", set()),
        ("Rendez-vous à {lieu}.", {"blank"}),
        ("Pour s’inscrire, cliquez ici.", {"click_here"}),
        ("Le programme est [ici](https://a.example/p).", {"click_here"}),
        ("Le [programme de la fête](https://a.example/p) est en ligne.", set()),
        ("VENEZ TOUS À LA FÊTE SAMEDI", {"capitals"}),
        ("Le CCAS (centre communal d’action sociale) vous aide.", set()),
        ("Le CCAS vous aide avec la MSA.", {"short_forms"}),
        ("Bravo 🎉🎉🎉🎉", {"emojis"}),
        ("👉 Lundi\n👉 Mardi", {"emoji_bullets"}),
        ("Venez #fetedelamusique", {"hashtag"}),
        ("Venez #FêteDeLaMusique", set()),
        ("Contact : 06 12 34 56 78.", {"phone"}),
        ("Mairie : 05 53 00 00 00.", set()),
        (LONG, {"long_sentence"}),
    ],
)
def test_what_is_noticed_in_a_text(text, codes):
    assert {finding.code for finding in lint.words_of(text)} == codes


def test_only_an_open_blank_stops_by_words_alone():
    everything = f"CLIQUEZ ICI {{lieu}} 06 12 34 56 78 🎉🎉🎉🎉 #fetedelamusique {LONG}"
    assert [finding.code for finding in lint.words_of(everything) if finding.is_blocking] == ["blank"]


def test_addresses_of_the_town_are_no_ones_personal_data():
    ours = frozenset({"mairie.example"})
    assert not list(lint.foreign_emails("Écrire à accueil@mairie.example", ours))
    assert [finding.code for finding in lint.foreign_emails("Écrire à lea@orange.example", ours)] == ["email"]


def test_text_messages_are_counted_and_letters_that_halve_them_named():
    assert not list(lint.text_messages("Coupure d’eau".replace("’", "'") + " demain", 1))
    found = list(lint.text_messages("Coupure d'eau pour la fête. " * 5, 1))
    assert found[0].code == "segments"
    assert "70" in found[0].sentence


def test_plain_words_read_more_easily():
    simple = "La mairie ferme à midi. Elle rouvre à deux heures. Venez avec votre carte. C’est gratuit."
    heavy = "Conformément aux réglementations intercommunales, l’administration procédera prochainement aux aménagements réglementaires."
    assert lint.readability(simple) == 100
    assert lint.readability(LONG) < 60
    assert lint.readability(heavy) < 60


@pytest.mark.parametrize(
    ("markdown", "plain"),
    [
        ("**Samedi**, _venez_ !", "Samedi, venez !"),
        ("Un\n\n- deux\n- trois\n\nQuatre", "Un\n\n• deux\n• trois\n\nQuatre"),
        ("1. un\n2. deux", "1. un\n2. deux"),
        ("Voir [le plan](https://a.example/plan).", "Voir le plan (https://a.example/plan)."),
        (
            "Voir https://a.example/une/adresse/vraiment/tres/tres/longue/pour/un/texte",
            "Voir https://a.example/une/adresse/vraiment/tres/tres/longue/pour/un/texte",
        ),
        ("# Titre\n\nUne ligne\nune autre", "Titre\n\nUne ligne\nune autre"),
        ("Écrire à [la mairie](mailto:a@b.example)", "Écrire à la mairie (a@b.example)"),
        ("5 < 6 & 7", "5 < 6 & 7"),
    ],
)
def test_markdown_becomes_words_for_networks(markdown, plain):
    assert plain_lines(markdown) == plain


def test_hashtags_get_a_capital_at_each_word():
    assert hashtags("fête du village, marché, #DéjàFait, l’eau") == ["#FêteDuVillage", "#Marché", "#DéjàFait", "#LEau"]


def test_what_a_screen_reader_says():
    said = spoken_text("Venez 🎉 #FêteDuVillage https://www.mairie.example/l/abc234")
    assert said == "Venez  (emoji)  mot-dièse Fête Du Village lien vers mairie.example"
