"""One alert in several languages: each reader, each machine and each page has theirs."""

import pytest
from beffroi_pytest import NOON
from django.core import mail as outbox

from beffroi.channels.base import actions as base
from beffroi.ground.people.testing import sign_in
from beffroi.kernel import clock, jobs
from beffroi.outreach.alerts import actions
from beffroi.outreach.alerts.cap import NAMESPACE
from beffroi.outreach.alerts.models import Alert, Preferences, Release, Subscription
from beffroi.outreach.alerts.tests.test_machines import cap
from beffroi.outreach.posts.models import Wording

pytestmark = pytest.mark.django_db
ENGLISH = {"headline": "Flood: keep away from the river", "happens": "The river is rising fast.", "steps": "Go upstairs.\nDo not drive."}


@pytest.fixture(autouse=True)
def now(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOON)


def mails():
    return {message.to[0]: (message.subject, message.body) for message in outbox.outbox}


def test_each_subscriber_reads_it_in_their_language_and_ours_where_there_is_none(make_alert, subscribe):
    for language in ("fr", "en", "pt"):
        subscribe(f"{language}@example.org", language=language)
    make_alert(issued=True, translations={"en": ENGLISH})
    jobs.run_due(at=NOON)
    said = mails()
    assert said["en@example.org"][0] == "Alert: Flood: keep away from the river"
    assert "Go upstairs." in said["en@example.org"][1]
    assert "Montez" not in said["en@example.org"][1]
    for address in ("fr@example.org", "pt@example.org"):
        assert "Montez à l’étage." in said[address][1]


def test_cap_has_one_info_for_each_language_and_is_valid(client, make_alert):
    alert = make_alert(issued=True, translations={"en": ENGLISH})
    infos = cap(client, alert, 1).findall(f"{{{NAMESPACE}}}info")
    assert [info.findtext(f"{{{NAMESPACE}}}language") for info in infos] == ["fr-FR", "en-GB"]
    assert infos[1].findtext(f"{{{NAMESPACE}}}headline") == ENGLISH["headline"]
    assert infos[1].findtext(f"{{{NAMESPACE}}}expires") == infos[0].findtext(f"{{{NAMESPACE}}}expires")


def test_the_page_and_the_publication_have_both(client, make_alert):
    site = base.connect(kind="site", name="Site")
    alert = make_alert(issued=True, translations={"en": ENGLISH}, accounts=[site])
    jobs.run_due(at=NOON)
    jobs.run_due(at=NOON)
    assert ENGLISH["happens"] in client.get(f"/alertes/{alert.pk}/").content.decode()
    assert f'<h1 lang="en">{ENGLISH["headline"]}</h1>' in client.get(f"/en/alertes/{alert.pk}/").content.decode()
    assert Wording.objects.get().language == "en"


def test_the_form_asks_for_whole_languages_and_updates_say_what_changed_in_each(client, validator, make_alert):
    Preferences.objects.create(pk=1, languages=["en", "pt"])
    alert = make_alert(issued=True, translations={"en": ENGLISH})
    page = f"/bureau/alertes/{alert.pk}/actualiser/"
    desk = sign_in(client, validator)
    form = desk.get(page).content.decode()
    assert 'name="note_pt"' in form
    data = {
        "note": "L’eau monte encore.", "headline": "Crue", "happens": "Elle monte.", "expires": "2026-03-12T20:00", "area_kind": "whole",
        "severity": "Severe", "urgency": "Expected", "certainty": "Likely", "headline_en": "Flood", "happens_en": "Rising.",
        "headline_pt": "Cheia",
    }  # fmt: skip
    wrong = desk.post(page, data).content.decode()
    assert "Cheia" in wrong
    assert "error-summary" in wrong
    assert desk.post(page, data | {"headline_pt": "", "note_en": "Still rising."}).status_code == 302
    newest = Release.objects.order_by("-number").first()
    assert newest.content["translations"]["en"]["note"] == "Still rising."
    assert set(newest.content["translations"]) == {"en"}
    assert Alert.objects.get().translations == {"en": {"headline": "Flood", "happens": "Rising.", "steps": ""}}


def test_who_subscribes_chooses_among_the_languages_of_alerts(client, territory):
    Preferences.objects.create(pk=1, languages=["pt"])
    data = {"way": "email", "email": "rui@example.org", "topics": ["weather"], "area_kind": "everywhere", "language": "pt"}
    assert client.post("/alertes/abonnement/", data).status_code == 302
    assert Subscription.objects.get().waiting["language"] == "pt"
    assert "error-summary" in client.post("/alertes/abonnement/", data | {"language": "xx"}).content.decode()


def test_where_two_persons_decide_an_update_and_the_end_need_both(client, make_alert, subscribe, validator, official):
    subscribe("alice@example.org")
    alert = make_alert(issued=True)
    Preferences.objects.create(pk=1, two_persons=True)
    first, second = sign_in(client, validator), sign_in(type(client)(), official)
    show = f"/bureau/alertes/{alert.pk}/"
    end = {"note": "La décrue est là."}
    assert first.post(f"{show}fin/", end).status_code == 302
    assert Alert.objects.get().is_out
    assert "La décrue est là." in second.get(show).content.decode()
    assert "La décrue est là." in second.get(f"{show}message/").content.decode()
    pending = alert.pending.pk
    first.post(f"{show}message/", {"pending": pending})
    assert Alert.objects.get().is_out
    second.post(f"{show}message/", {"pending": pending + 1})
    assert Alert.objects.get().is_out
    second.post(f"{show}message/", {"pending": pending})
    assert Alert.objects.get().state == Alert.ENDED
    assert [release.kind for release in Release.objects.order_by("number")] == ["alert", "clear"]


def test_a_proposed_update_changes_nothing_until_it_is_agreed_and_goes_stale(make_alert, validator, official, at):
    alert = make_alert(issued=True)
    Preferences.objects.create(pk=1, two_persons=True)
    said = {"changes": {"headline": "Autre", "expires": alert.expires}, "note": "Mieux dit."}
    made = actions.propose(alert=alert, kind=Release.UPDATE, person=validator, at=at, **said)
    assert Alert.objects.get().headline != "Autre"
    release = actions.accept(pending=made, person=official, at=at)
    assert (release.kind, release.content["headline"], release.note) == ("update", "Autre", "Mieux dit.")
