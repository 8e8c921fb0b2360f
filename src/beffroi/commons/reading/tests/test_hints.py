import pytest
from django import forms
from django.core.cache import cache
from django.template import Context, Template
from django.utils import timezone

from beffroi.commons.reading import queries
from beffroi.commons.reading.forms import CarefulForm
from beffroi.commons.search import actions as search
from beffroi.kernel.subjects import Card, Subject, SubjectKind, subject_kinds


def test_what_stands_out_comes_with_its_words_and_the_gravest_first():
    found = queries.hints("Je veux en finir avec la vie, bande de voleurs. Mon numéro : 06 12 34 56 78")
    assert [mark.kind for mark in found.marks] == ["distress", "insult", "phone"]
    assert found.marks[2].words == ["06 12 34 56 78"]
    assert found.points == 70
    assert "3114" in str(found.advice)
    assert (found.language, found.is_sure) == ("fr", True)
    assert not queries.hints("Merci pour le banc devant l’école.").marks


def test_it_is_kept_by_the_text_alone_and_read_once(monkeypatch):
    texts = ["Bande de voleurs !", "Un banc, s’il vous plaît.", "Bande de voleurs !"]
    queries.hints_of(texts)
    monkeypatch.setattr(queries, "_read", lambda text, language: pytest.fail("read again"))
    assert [len(one.marks) for one in queries.hints_of(texts)] == [1, 0, 1]
    cache.clear()


class Words(CarefulForm):
    title = forms.CharField(required=False)
    text = forms.CharField(required=False)


def test_a_form_warns_once_keeps_what_was_typed_and_lets_the_person_decide():
    data = {"title": "Mon chat est perdu", "text": "Appelez le 06 12 34 56 78 ou jean@free.fr"}
    warned = Words(data)
    assert not warned.is_valid()
    assert list(warned.errors) == ["anyway"]
    assert "un numéro de téléphone (06 12 34 56 78) et une adresse e-mail (jean@free.fr)" in str(warned.errors)
    assert warned["text"].value() == data["text"]
    assert 'name="anyway"' in str(warned)
    assert Words(data | {"anyway": "on"}).is_valid()
    assert Words({"title": "Le lampadaire du 12 rue des Lilas est cassé"}).is_valid()
    assert "anyway" not in Words(data).fields


def test_the_team_reads_them_and_words_are_escaped():
    shown = Template("{% load reading %}{% hints text %}").render(
        Context({"text": "<b>bande de voleurs</b> marie<i>@free.fr, jean@free.fr"})
    )
    assert "<q>bande de voleurs</q>" in shown
    assert "Automatique, peut se tromper" in shown
    assert "<b>" not in shown
    assert not Template("{% load reading %}{% hints text %}").render(Context({"text": "Merci beaucoup pour le banc."})).strip()


class Thing(SubjectKind):
    kind = "thing"
    label = label_plural = "thing"

    def cards(self, ids):
        return {pk: Card(Subject("thing", pk), f"Chose {pk}", f"/choses/{pk}/") for pk in ids}


def test_what_was_said_before_is_found_a_nearly_same_title_first(db):
    at = timezone.now()
    texts = {
        1: ("Piscine et travaux : la piscine rouvrira", "La piscine rouvrira en juin, quand la chaudière sera changée."),
        2: ("Quand la piscine rouvrira-t-elle ?", "Elle est fermée."),
        3: ("Le marché couvert", "Il est tard."),
    }
    with subject_kinds.with_more(Thing()):
        for pk, (title, text) in texts.items():
            search.put(subject=Subject("thing", pk), title=title, text=text, url=f"/choses/{pk}/", at=at)
        found = queries.earlier("Quand la piscine rouvrira t elle\nOn attend.", kind="thing")
    assert [hit.subject.id for hit in found] == [2, 1]
    assert found[0].is_copy
