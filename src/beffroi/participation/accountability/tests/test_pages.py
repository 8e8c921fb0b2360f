from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from beffroi.participation.accountability.actions import council, decisions
from beffroi.participation.accountability.models import CouncilVote, Decision, DecisionUpdate, Representative, Source
from beffroi.participation.accountability.plugs import late
from beffroi.participation.spaces.tests.doors import at_desk, signed_in


@pytest.fixture
def page(component):
    return lambda name, *args: reverse(f"accountability:{name}", args=[component.process.slug, component.pk, *args])


@pytest.fixture
def desk(component):
    return lambda name, *args: reverse(f"accountability_desk:{name}", args=[component.process_id, component.pk, *args])


def test_the_page_says_what_why_how_much_and_how_far(page, decide, at, manager):
    made = decide(budget=100_000, spent=120_000, ends_on=at.date() - timedelta(days=3), next_step="Un appel d’offres", progress=30)
    decisions.tell_news(
        decision=made,
        person=manager,
        at=at,
        happened_on=at.date(),
        title="Premier arbre",
        text="Il est **grand**.",
        state="started",
        progress=40,
    )
    answer = Client().get(page("item", made.pk))
    shown = answer.content.decode()
    for words in ("Pour l’ombre.", "Premier arbre", "<strong>grand</strong>", "Un appel d’offres", "1 200", "40 %", "Plus que prévu"):
        assert words in shown.replace("\u202f", " "), words
    assert "csrfmiddlewaretoken" not in shown
    assert not answer.cookies


def test_the_tree_can_be_filtered(page, decide):
    decide(title="La grande", state="started")
    decide(title="La petite", state="done")
    shown = Client().get(page("show"), {"etat": "faites"}).content.decode()
    assert "La petite" in shown
    assert "La grande" not in shown
    assert "La grande" in Client().get(page("show"), {"etat": "n’importe quoi"}).content.decode()


def many(component, at, count):
    Decision.objects.bulk_create(
        Decision(
            component=component, title=f"Décision {n}", reasons="Parce que.", decided_by="Le conseil", decided_on=at.date(), published_at=at,
            updated_at=at, sources_count=1,
        )
        for n in range(count)
    )  # fmt: skip


@pytest.mark.parametrize("who", ["anonymous", "alice"])
@pytest.mark.parametrize("where", ["component", "town"])
def test_lists_cost_the_same_for_five_and_for_fifty(page, component, alice, at, where, who):
    client, most = (Client(), 6) if who == "anonymous" else (signed_in(alice), 10)
    url = page("show") if where == "component" else "/decisions/"

    def count():
        client.get(url)
        with CaptureQueriesContext(connection) as found:
            assert client.get(url).status_code == 200
        return len(found)

    many(component, at, 5)
    few = count()
    many(component, at, 45)
    assert count() == few <= most


def test_drafts_are_nowhere_to_be_found(page, decide, david, manager):
    draft = decide(title="Secret", public=False)
    assert signed_in(david).get(page("item", draft.pk)).status_code == 404
    assert "Secret" not in Client().get("/decisions/").content.decode()
    assert "Secret" not in Client().get(page("show")).content.decode()
    assert "Secret" in at_desk(manager).get(page("item", draft.pk)).content.decode()


def test_the_council_its_votes_and_its_members(vote, members, at):
    council.commit(
        person=None,
        at=at,
        representative=members[0],
        content={"text": "Ouvrir la cantine", "made_on": at.date(), "due_on": at.date() - timedelta(days=9)},
    )
    assert "Hélène Garrigue" in Client().get("/conseil/").content.decode()
    assert "Extinction à minuit" in Client().get("/conseil/votes/").content.decode()
    shown = Client().get(f"/conseil/votes/{vote.pk}/").content.decode()
    assert "1 pour, 1 contre" in shown
    assert "Serge Pommier" in shown
    shown = Client().get("/elus/helene-garrigue/").content.decode()
    assert "Ouvrir la cantine" in shown
    assert "Extinction à minuit" in shown
    assert "Présence" in shown
    assert Client().get("/elus/personne/").status_code == 404


def test_the_team_writes_and_publishes(desk, content, manager, decide, at):
    client, other = at_desk(manager), decide(title="Une autre")
    data = {"seen": 0, "state": "decided", "progress": 0, "budget": "12 500,50", "decided_on": at.date().isoformat()}
    sent = {name: value for name, value in content().items() if name != "decided_on"} | data
    wrong = client.post(desk("new"), sent | {"title": "", "starts_on": "2026-05-02", "ends_on": "2026-05-01"})
    assert wrong.status_code == 422
    assert "Pour l’ombre." in wrong.content.decode()
    assert client.post(desk("new"), sent).status_code == 302
    made = Decision.objects.get(published_at=None)
    assert made.budget == 1_250_050
    assert 'value="12500,50"' in client.get(desk("edit", made.pk)).content.decode()
    assert client.get(desk("sources", made.pk)).status_code == 200
    assert client.post(desk("publish", made.pk)).status_code == 302
    assert client.get(desk("news", made.pk)).status_code == 200
    assert client.get(desk("desk")).status_code == 200
    assert client.get(desk("edit", other.pk)).status_code == 200
    assert Decision.objects.get(pk=made.pk).published_at


def test_sources_are_ticked_and_said_why(desk, decision, decide, manager):
    made, client = decide(title="Poser des bancs"), at_desk(manager)
    url = desk("sources", made.pk)
    assert client.get(url, {"q": "x\1y"}).status_code == 200
    assert client.post(url, {"deed": "add", "chosen": ["message:999", "nonsense"], "part": "??"}).status_code == 302
    assert made.sources.count() == 0
    source = Source.objects.create(decision=made, subject_kind="decision", subject_id=decision.pk)
    name = f"s{source.pk}"
    assert "Planter vingt tilleuls" in client.get(url).content.decode()
    client.post(url, {"deed": "known", f"{name}-part": "heard", f"{name}-note": "Trop cher."})
    source.refresh_from_db()
    assert (source.part, source.note) == ("heard", "Trop cher.")
    assert "Trop cher." in Client().get(made_page(made)).content.decode()
    assert client.post(url, {"deed": "known", f"{name}-part": "zzz"}).status_code == 422
    client.post(url, {"deed": "known", f"{name}-part": "all", f"{name}-remove": "on"})
    assert made.sources.count() == 0


def made_page(decision):
    return reverse("accountability:item", args=[decision.component.process.slug, decision.component_id, decision.pk])


def test_a_technician_gives_news_and_writes_no_decision(desk, decision, bob, alice, at):
    client = at_desk(bob)
    assert client.get(desk("edit", decision.pk)).status_code == 403
    sent = {"happened_on": at.date().isoformat(), "title": "Plantés", "text": "", "state": "done", "progress": "150"}
    assert client.post(desk("news", decision.pk), sent).status_code == 422
    assert client.post(desk("news", decision.pk), sent | {"progress": "100"}).status_code == 302
    assert DecisionUpdate.objects.get().title == "Plantés"
    assert at_desk(alice).get(desk("desk")).status_code == 403


def test_a_stale_form_shows_both_texts(desk, decision, content, manager, official, at):
    decisions.edit(decision=decision, person=official, base_version=0, at=at, content=content(title="La leur"))
    sent = content(title="La mienne") | {"seen": 0, "state": "decided", "progress": 0, "decided_on": at.date().isoformat()}
    answer = at_desk(manager).post(desk("edit", decision.pk), sent)
    assert answer.status_code == 409
    assert "La leur" in answer.content.decode()
    assert "La mienne" in answer.content.decode()


def test_the_council_is_kept_at_the_desk(members, manager, at):
    client = at_desk(manager)
    assert client.get("/bureau/conseil/").status_code == 200
    first = members[0]
    sent = {"title": "Budget", "held_on": at.date().isoformat(), "outcome": "adopted"}
    choices = {f"choice_{member.pk}": "for" for member in members[:2]} | {f"proxy_{first.pk}": "Serge Pommier"}
    assert client.get("/bureau/conseil/votes/nouveau/").status_code == 200
    assert client.post("/bureau/conseil/votes/nouveau/", sent | choices | {f"choice_{first.pk}": "perhaps"}).status_code == 422
    assert client.post("/bureau/conseil/votes/nouveau/", sent | choices).status_code == 302
    vote = CouncilVote.objects.get()
    assert (vote.for_count, vote.ballots.get(representative=first).proxy) == (2, "Serge Pommier")
    assert client.get(f"/bureau/conseil/votes/{vote.pk}/").status_code == 200
    stale = client.post(f"/bureau/conseil/votes/{vote.pk}/", sent | choices | {"seen": 0, "title": "Le mien"})
    assert stale.status_code == 422
    assert "Le mien" in stale.content.decode()
    assert client.post("/bureau/conseil/elus/nouveau/", {"name": "Neuf", "mandate": "Adjoint", "position": 3}).status_code == 302
    new = Representative.objects.get(name="Neuf")
    assert client.get(f"/bureau/conseil/elus/{new.pk}/").status_code == 200
    promise = {"text": "Promis", "made_on": at.date().isoformat(), "state": "made"}
    assert client.post(f"/bureau/conseil/elus/{new.pk}/promesses/nouvelle/", promise).status_code == 302


def test_late_decisions_wait_on_the_desk(decide, manager, at):
    decide(title="En retard", ends_on=at.date() - timedelta(days=1))
    decide(title="À l’heure", ends_on=at.date() + timedelta(days=1))
    decide(title="Finie", ends_on=at.date() - timedelta(days=1), state="done")
    assert late(manager, at) == 1
    shown = at_desk(manager).get("/bureau/decisions/en-retard/").content.decode()
    assert "En retard" in shown
    assert "À l’heure" not in shown
    assert "Finie" not in shown
    assert at_desk(manager).get("/bureau/decisions/").status_code == 200


def test_the_history_says_what_it_said_before(page, decision, content, manager, at):
    decisions.edit(decision=decision, person=manager, base_version=0, at=at, content=content(title="Trente tilleuls", state="planned"))
    shown = Client().get(page("history", decision.pk)).content.decode()
    assert "Planter vingt tilleuls" in shown
    assert "Trente tilleuls" in shown


def test_a_stranger_is_not_asked_about_a_promise(page, decision, david):
    assert "n’est pas encore" in signed_in(david).get(page("promise", decision.pk)).content.decode()
    assert Client().get(page("promise", decision.pk)).status_code == 200
