"""What is found, on both databases alike."""

from datetime import timedelta

import pytest

from beffroi.commons.search import actions
from beffroi.commons.search.queries import find
from beffroi.kernel.subjects import Subject

pytestmark = pytest.mark.django_db


def ids(results):
    return [hit.subject.id for hit in results]


@pytest.mark.parametrize(
    "typed",
    [
        "végétalisation",
        "vegetaliser",
        "VÉGÉTALISÉES",
        "les cours d’école végétalisées",
        "l'école",
        "ecoles",
        "cœur",
        "coeurs de ville",
        '"cour de l’école"',
        "« cour de l’école »",
    ],
)
def test_words_are_found_in_any_of_their_forms(put, typed):
    put(1, "Végétaliser la cour de l’école", "Des arbres au cœur de la ville.")
    put(2, "Réparer la fontaine", "La place du marché a soif.")
    assert ids(find(typed)) == [1]


def test_all_the_words_count_before_some_of_them(put):
    put(1, "Piste cyclable", "Sur le pont.")
    put(2, "Piste de danse", "Dans la salle.")
    found = find("piste cyclable")
    assert ids(found) == [1, 2]
    assert found.is_widened


def test_a_phrase_in_quotes_is_a_phrase(put):
    put(1, "Jardin", "Un banc public neuf.")
    put(2, "Jardin", "Un public de passage sur un banc.")
    assert ids(find('"banc public"')) == [1]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("bibliotheqe", "bibliothèque"),
        ("bibliothèuqe", "bibliothèque"),
        ("médiatéque municipale", "médiathèque municipale"),
        ("cantinne", "cantine"),
    ],
)
def test_a_typo_finds_what_was_meant(put, learn, typed, meant):
    put(1, "La bibliothèque", "Ses horaires.")
    put(2, "La médiathèque municipale", "Ses horaires.")
    put(3, "La cantine", "Ses menus.")
    learn()
    found = find(typed)
    assert len(found.rows) == 1
    assert found.instead == meant


def test_a_word_in_use_is_no_typo(put, learn):
    for pk in range(1, 8):
        put(pk, "Cantine", "Menus.")
    put(8, "Cantate", "Concert.")
    learn()
    found = find("cantate")
    assert ids(found) == [8]
    assert not found.did_you_mean


def test_while_typing_the_last_word_may_be_unfinished(put, learn):
    put(1, "La végétalisation des cours")
    put(2, "Le végétarien du mardi")
    learn()
    assert ids(find("végétalisat", typing=True)) == [1]
    assert set(ids(find("vege", typing=True))) == {1, 2}


def test_while_typing_titles_come_before_texts(put):
    put(1, "Le marché", "On y vend des fontaines.")
    put(2, "La fontaine du parc", "De l’eau.")
    put(3, "Fontainebleau", "Une ville.")
    assert set(ids(find("fontain", typing=True, limit=2))) == {2, 3}
    assert ids(find("fontain", typing=True, limit=6))[-1] == 1


def test_a_title_counts_more_than_a_text(put):
    put(1, "Autre chose", "On y parle de la fontaine.")
    put(2, "La fontaine", "On y parle d’autre chose.")
    assert ids(find("fontaine")) == [2, 1]


def test_of_two_alike_the_newer_comes_first(put, at):
    put(1, "La fontaine", "Elle coule.", at=at)
    put(2, "La fontaine", "Elle coule.", at=at - timedelta(days=700))
    assert ids(find("fontaine")) == [1, 2]


def test_weight_counts(put):
    put(1, "La fontaine", "Elle coule.")
    put(2, "La fontaine", "Elle coule.", weight=3.0)
    put(3, "La fontaine", "Elle coule.")
    assert ids(find("fontaine"))[0] == 2


def test_filters(put, at):
    place = Subject("sheet", 9)
    put(9, "Le quartier")
    put(1, "Fontaine", space=place)
    put(2, "Fontaine", kind="news", at=at - timedelta(days=40))
    actions.label(subject=Subject("news", 2), topics={"eau": "Eau"})
    assert ids(find("fontaine", kinds=["news"])) == [2]
    assert ids(find("fontaine", space=place)) == [1]
    assert ids(find("fontaine", topic="eau")) == [2]
    assert ids(find("fontaine", since=at - timedelta(days=1))) == [1]
    assert ids(find("fontaine", until=at - timedelta(days=1))) == [2]
    assert find("fontaine", kinds=["news"]).by_kind == {"sheet": 1, "news": 1}


def test_a_topic_is_searched_too(put):
    actions.label(subject=Subject("sheet", 1), topics={"mobilite": "Mobilité"})
    put(1, "Fontaine")
    assert ids(find("mobilité")) == [1]
    actions.rename_label(old="mobilite", slug="deplacements", name="Déplacements")
    assert not ids(find("mobilité"))
    assert ids(find("déplacement")) == [1]
    actions.remove_label(slug="deplacements")
    assert not ids(find("déplacement"))


def test_two_topics_become_one(put):
    put(1, "Fontaine")
    put(2, "Lavoir")
    actions.label(subject=Subject("sheet", 1), topics={"eau": "Eau", "eaux": "Les eaux"})
    actions.label(subject=Subject("sheet", 2), topics={"eaux": "Les eaux"})
    actions.rename_label(old="eaux", slug="eau", name="Eau")
    assert set(ids(find("fontaine", topic="eau")) + ids(find("lavoir", topic="eau"))) == {1, 2}


def test_what_is_hidden_is_not_found_even_if_its_text_is_still_there(put, things):
    put(1, "Fontaine")
    things["sheet"].hidden.add(1)
    assert not ids(find("fontaine"))


def test_what_is_removed_is_gone(put):
    put(1, "Fontaine")
    actions.remove(subject=Subject("sheet", 1))
    actions.remove(subject=Subject("sheet", 1))
    assert not ids(find("fontaine"))


def test_what_is_put_again_is_found_by_its_new_words_only(put, at):
    put(1, "Fontaine", at=at)
    put(1, "Lavoir", at=at + timedelta(days=1))
    assert not ids(find("fontaine"))
    found = find("lavoir")
    assert ids(found) == [1]
    assert found.rows[0].dated_at == at


def test_words_are_marked_and_all_the_rest_is_escaped(put):
    put(1, "Fontaine <script>", "Avant & après : la fontaine <b onclick=x>réparée</b>, " + "des mots " * 100)
    hit = find("fontaines").rows[0]
    assert "<mark>fontaine</mark>" in hit.excerpt
    assert "onclick" not in hit.excerpt
    assert "Avant &amp; après" in hit.excerpt
    assert hit.excerpt.endswith("…")
    assert len(hit.excerpt) < 300
    assert "<script>" not in hit.marked_title


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "   ",
        "le la les",
        "'",
        '"',
        '"" OR',
        "a" * 5000,
        "\0",
        "NEAR(",
        "*",
        "^",
        "-",
        "a:b",
        "👍",
        "\u202e",
        "١٢٣",
        "x" * 60,
        "ﬁn",
        "1e5",
        "c++ 🦆",
    ],
)
def test_nothing_that_is_typed_breaks_it(put, typed):
    put(1, "Fontaine")
    assert ids(find(typed)) == []
    assert ids(find(typed, typing=True)) in ([], [1])


def test_a_text_in_english_is_found(put):
    put(1, "Repairing the fountains", "Running water.", language="en")
    assert ids(find("repair fountain")) == [1]


def test_pages(put):
    for pk in range(1, 31):
        put(pk, "Fontaine")
    first, second = find("fontaine", limit=20), find("fontaine", limit=20, offset=20)
    assert first.total == 30
    assert len(set(ids(first)) | set(ids(second))) == 30


def test_as_many_queries_for_five_as_for_fifty(put, django_assert_num_queries):
    for pk in range(1, 6):
        put(pk, "Fontaine", space=Subject("sheet", 1))
    with django_assert_num_queries(2):
        find("fontaine")
    for pk in range(6, 60):
        put(pk, "Fontaine", space=Subject("sheet", pk))
    with django_assert_num_queries(2):
        find("fontaine", limit=50)
