"""From the first page to the receipt, and back again."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from beffroi.kernel.rules import Refused
from beffroi.participation.spaces.tests.doors import signed_in
from beffroi.participation.surveys.actions import answering, editing
from beffroi.participation.surveys.actions.counting import recount
from beffroi.participation.surveys.models import Pass, Response, Survey, Tally
from beffroi.participation.surveys.reading import NOBODY, figures
from beffroi.participation.surveys.tests.conftest import key_of


def url(name, survey, *args):
    return reverse(f"surveys_town:{name}", args=[survey.pk, *args])


def pages(survey):
    return list(survey.pages.order_by("position").values_list("pk", flat=True))


def count(survey, key, place):
    row = key_of(survey, key)
    return figures(survey).get(row.pk, {}).get(place, 0)


def fill(client, survey, needs=("transports",), age="30-59", button="next"):
    """The two pages of the survey about needs, then the check."""
    first, second = pages(survey)
    needed, aged = key_of(survey, "besoins").pk, key_of(survey, "age").pk
    answer = client.post(url("page", survey, first), {f"q{needed}": list(needs), button: "1"})
    if button != "next":
        return answer
    return client.post(url("page", survey, second), {f"q{aged}": age, "next": "1"})


def send(client, survey, **answers):
    fill(client, survey, **answers)
    return client.post(url("check", survey), follow=True)


def test_somebody_without_an_account_answers_and_gets_a_receipt(opened):
    survey, client = opened(), Client()
    shown = client.get(url("detail", survey))
    assert "csrfmiddlewaretoken" not in shown.content.decode()
    assert not shown.cookies
    assert client.get(url("answer", survey)).status_code == 302
    assert not Response.objects.exists(), "reading writes nothing"
    page = send(client, survey).content.decode()
    assert re.search(r"[A-Z2-9]{4}(-[A-Z2-9]{4}){3}", page)
    assert "Transports" in page
    survey.refresh_from_db()
    assert survey.responses_count == 1
    assert count(survey, "besoins", "transports") == 1
    assert count(survey, "age", "#") == 1


def test_what_is_missing_is_said_beside_the_question_and_what_was_written_stays(opened):
    survey, client = opened(), Client()
    first = pages(survey)[0]
    free = key_of(survey, "precisions").pk
    page = client.post(url("page", survey, first), {f"q{free}": "Une crèche", "next": "1"})
    assert page.status_code == 422
    assert "Ce champ est obligatoire" in page.content.decode()
    assert "Une crèche" in page.content.decode()
    assert Response.objects.get().draft == {str(free): "Une crèche"}, "what was right is kept"


def test_two_anonymous_people_are_never_confused(opened):
    survey, anna, boris = opened(), Client(), Client()
    send(anna, survey, needs=("transports",))
    send(boris, survey, needs=("soins",))
    assert Response.objects.filter(state="sent").count() == 2
    assert "Transports" in anna.get(url("thanks", survey)).content.decode()
    assert "Transports" not in boris.get(url("thanks", survey)).content.decode()
    assert boris.get(url("answer", survey)).headers["Location"] == url("thanks", survey), "whoever sits there next is asked first"
    assert "/repondre/" in boris.get(url("answer", survey) + "?modifier=1").headers["Location"]
    boris.post(url("another", survey))  # a third person, on the same device
    send(boris, survey, needs=("commerces",))
    survey.refresh_from_db()
    assert survey.responses_count == 3
    assert [count(survey, "besoins", one) for one in ("transports", "soins", "commerces")] == [1, 1, 1]


def test_answers_change_until_the_end_and_figures_follow(opened, at):
    survey, client = opened(), Client()
    send(client, survey, needs=("transports", "soins"))
    fill(client, survey, needs=("commerces",), age="moins-de-30")
    assert count(survey, "besoins", "transports") == 1, "what counts is what was sent"
    client.post(url("check", survey))
    assert [count(survey, "besoins", one) for one in ("transports", "soins", "commerces")] == [0, 0, 1]
    survey.refresh_from_db()
    assert survey.responses_count == 1
    assert recount(survey=survey, at=at) == 0, "figures kept are figures counted"
    editing.close(survey=survey, person=None, at=at)
    assert client.post(url("page", survey, pages(survey)[0]), {"next": "1"}).status_code == 403


def test_the_code_leads_back_from_another_device_and_a_wrong_one_does_not(opened):
    survey, client, phone = opened(), Client(), Client()
    send(client, survey)
    code = client.cookies[f"enquete-{survey.pk}"].value
    assert code not in str(list(Response.objects.values())), "only its hash is kept"
    assert phone.post(url("resume", survey), {"code": "AAAA-BBBB-CCCC-DDDD"}).status_code == 422
    phone.post(url("resume", survey), {"code": code.lower().replace("-", " ")})
    assert "Transports" in phone.get(url("thanks", survey)).content.decode()


def test_going_on_later_and_background_saving_keep_what_is_right_so_far(opened):
    survey, client = opened(), Client()
    first = pages(survey)[0]
    needed, free = key_of(survey, "besoins").pk, key_of(survey, "precisions").pk
    kept = client.post(url("autosave", survey, first), {f"q{needed}": ["soins", "no-such-thing"], f"q{free}": "Un dentiste"})
    assert kept.json()["kept"]
    assert Response.objects.get().draft == {str(free): "Un dentiste"}
    answer = fill(client, survey, needs=("soins",), button="later")
    assert answer["Location"] == url("later", survey)
    assert client.get(url("answer", survey))["Location"] == url("page", survey, first)
    survey.refresh_from_db()
    assert survey.responses_count == 0


def test_each_person_answers_once_where_it_is_said_and_no_name_is_kept(opened, alice, bob):
    survey = opened(who="pseudonymous")
    send(signed_in(alice), survey, needs=("soins",))
    send(signed_in(alice), survey, needs=("transports",))
    send(signed_in(bob), survey, needs=("transports",))
    survey.refresh_from_db()
    assert survey.responses_count == 2
    assert count(survey, "besoins", "transports") == 2
    row = Response.objects.order_by("pk").first()
    assert row.keyed_by is None
    assert str(alice.pk) != row.person_key
    other = opened(who="pseudonymous")
    assert answering.person_key(other, alice) != answering.person_key(survey, alice)


def test_a_visitor_writes_first_and_says_who_she_is_afterwards(opened, alice):
    survey, client = opened(who="pseudonymous"), Client()
    fill(client, survey)
    asked = client.post(url("check", survey))
    assert "/compte" in asked["Location"] or asked.status_code == 302
    survey.refresh_from_db()
    assert survey.responses_count == 0
    code = client.cookies[f"enquete-{survey.pk}"].value
    response = answering.find(survey, code)
    answering.send(survey=survey, response=response, person=alice, at=response.saved_at)
    survey.refresh_from_db()
    assert survey.responses_count == 1
    assert Client().get(url("thanks", survey)).status_code == 302, "nobody else sees it"
    stolen = Client()
    stolen.cookies[f"enquete-{survey.pk}"] = code
    assert stolen.get(url("thanks", survey)).status_code == 302, "once it is somebody's, the code alone is not enough"
    assert mail.outbox == []


def test_a_code_of_the_town_opens_one_answer(opened, manager):
    survey, client, other = opened(who="verified"), Client(), Client()
    code = answering.hand_out(survey=survey, person=manager, count=2)[0]
    assert "code" in client.get(url("answer", survey)).content.decode()
    assert client.post(url("answer", survey), {"code": "WRNG-WRNG-WRNG"}).status_code == 422
    assert client.post(url("answer", survey), {"code": code}).status_code == 302
    assert other.post(url("answer", survey), {"code": code}).status_code == 422
    send(client, survey)
    survey.refresh_from_db()
    assert survey.responses_count == 1
    assert Pass.objects.filter(used_on=None).count() == 1
    assert code not in str(list(Pass.objects.values()))


def test_limits_and_dates_are_kept(opened, at):
    survey = opened(most=1)
    send(Client(), survey)
    late = Client()
    fill(late, survey)
    assert "toutes les réponses" in late.post(url("check", survey)).content.decode()
    coming = opened()
    editing.publish(survey=coming, person=None, opens_at=at + timedelta(days=1), closes_at=None, at=at)
    assert Client().get(url("answer", coming)).status_code == 403
    with pytest.raises(Refused):
        answering.begin(survey=Survey.objects.get(pk=coming.pk), person=NOBODY, at=at)


def test_taking_back_leaves_nothing(opened):
    survey, client = opened(), Client()
    send(client, survey)
    client.post(url("take_back", survey))
    survey.refresh_from_db()
    assert survey.responses_count == 0
    assert not Response.objects.exists()
    assert not Tally.objects.exclude(count=0).exists()


def test_the_team_tries_a_draft_and_it_is_never_counted(empty, ask, manager, at):
    ask("short", "Votre avis", is_required=True)
    client = signed_in(manager)
    row = empty.questions.get()
    client.post(url("page", empty, row.page_id), {f"q{row.pk}": "Essai", "next": "1"})
    client.post(url("check", empty))
    assert Response.objects.get().origin == "trial"
    assert not Tally.objects.exists()
    assert Client().get(url("answer", empty)).status_code == 404
    editing.publish(survey=empty, person=None, opens_at=None, closes_at=None, at=at)
    assert not Response.objects.exists()


def test_a_survey_lives_in_its_process(in_process):
    client = Client()
    shown = client.get(reverse("surveys:show", args=[in_process.component.process.slug, in_process.component_id]))
    assert "Répondre" in shown.content.decode()
    row = key_of(in_process, "note")
    client.post(url("page", in_process, row.page_id), {f"q{row.pk}": "4", "next": "1"})
    client.post(url("check", in_process))
    in_process.component.process.refresh_from_db()
    assert in_process.component.process.contributions_count == 1
