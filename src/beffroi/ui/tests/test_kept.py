"""Pieces of the frame that are kept."""

from django.template import engines
from django.test import override_settings
from django.utils import translation
from django.utils.safestring import SafeString

from beffroi.ui import kept

TEMPLATES = {"hello.html": "{% load i18n %}{% translate 'Search' %} {{ name }} {{ place }}"}


def pieces(make):
    """With a template of our own."""
    backend = [
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "OPTIONS": {"loaders": [("django.template.loaders.locmem.Loader", TEMPLATES)]},
        }
    ]
    with override_settings(TEMPLATES=backend):
        kept._kept.cache_clear()
        assert engines
        return make()


def test_a_piece_is_rendered_again_for_other_words_and_in_another_language():
    def make():
        first = kept.piece("hello.html", name="Alice", place="")
        assert kept.piece("hello.html", name="Alice", place="") is first
        with translation.override("en"):
            english = kept.piece("hello.html", name="Alice", place="")
        return first, english, kept.piece("hello.html", name="Bob", place="")

    first, english, other = pieces(make)
    assert first != english
    assert "Alice" in first
    assert "Bob" in other


def test_words_that_are_no_html_stay_words_beside_those_that_are():
    trusted, typed = pieces(
        lambda: (kept.piece("hello.html", name=SafeString("<b>x</b>"), place=""), kept.piece("hello.html", name="<b>x</b>", place=""))
    )
    assert "<b>x</b>" in trusted
    assert "<b>" not in typed


def test_what_is_of_one_page_alone_is_put_in_afterwards_and_not_kept():
    def make():
        alone = [kept.filled("hello.html", {"place": SafeString(f"<i>{n}</i>")}, name="Alice") for n in (1, 2)]
        assert kept._kept.cache_info().currsize == 1
        return alone

    assert [html[-8:] for html in pieces(make)] == ["<i>1</i>", "<i>2</i>"]
