import csv
import io
import json
import zipfile

from django.utils import timezone

from beffroi.commons.privacy import archive
from beffroi.commons.privacy.models import Archive, Breach, Erasure
from beffroi.ground.people.models import Account, Reading, Voice
from beffroi.ground.people.testing import sign_in
from beffroi.kernel.jobs import run_due
from beffroi.kernel.models import Mail

MINE = "/compte/mes-donnees/"


def test_little_is_downloaded_at_once(client, alice):
    sign_in(client, alice)
    answer = client.post(f"{MINE}telecharger/")
    assert answer["Content-Type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as found:
        assert "alice@example.org" in found.read("data.json").decode()
    assert not Archive.objects.exists()


def test_much_is_made_by_the_worker_and_fetched_by_its_owner_only(client, alice, david, monkeypatch):
    monkeypatch.setattr(archive, "AT_ONCE", 0)
    sign_in(client, alice)
    client.post(f"{MINE}telecharger/")
    run_due(at=timezone.now())
    row = Archive.objects.get()
    assert f"{MINE}telecharger/{row.pk}/" in client.get(MINE).content.decode()
    assert MINE in Mail.objects.get(key=f"archive-{row.pk}").text
    assert client.get(f"{MINE}telecharger/{row.pk}/").status_code == 200
    sign_in(client, david)
    assert client.get(f"{MINE}telecharger/{row.pk}/").status_code == 404


def test_downloading_and_leaving_ask_again_who_one_is(client, alice):
    sign_in(client, alice, fresh=False)
    for page in ("telecharger/", "effacer/"):
        assert client.get(MINE + page)["Location"].startswith("/compte/confirmer/")
        assert client.post(MINE + page, {"when": "now", "sure": "on"})["Location"].startswith("/compte/confirmer/")
    assert Account.objects.get(pk=alice.pk).email


def test_leaving_in_seven_days_and_staying_after_all(client, alice):
    sign_in(client, alice)
    client.post(f"{MINE}effacer/", {"when": "later", "sure": "on"})
    assert "Garder mon compte" in client.get(MINE).content.decode()
    client.post(f"{MINE}rester/")
    assert Erasure.objects.get().cancelled_at
    assert "Garder mon compte" not in client.get(MINE).content.decode()


def test_leaving_at_once(client, alice):
    sign_in(client, alice)
    assert "obligatoire" in client.post(f"{MINE}effacer/", {"when": "now"}).content.decode()
    answer = client.post(f"{MINE}effacer/", {"when": "now", "sure": "on"})
    assert "Votre compte est effacé" in answer.content.decode()
    assert Account.objects.get(pk=alice.pk).email is None
    assert client.get(MINE).status_code == 302


def test_agreeing_and_taking_it_back(client, alice):
    sign_in(client, alice)
    client.post(f"{MINE}accord/found/", {"answer": "yes"})
    assert "noindex" not in client.get(f"/v/{alice.voice.public_id}/").content.decode()
    client.post(f"{MINE}accord/found/", {"answer": "no"})
    assert not Voice.objects.get(account=alice).is_findable
    assert client.post(f"{MINE}accord/nothing/", {"answer": "yes"}).status_code == 404


def test_the_register_is_public_and_the_same_in_three_forms(client, db, django_assert_max_num_queries):
    client.get("/recherche/")  # the frame is known, and the same for everybody until the next change
    with django_assert_max_num_queries(6):
        page = client.get("/vie-privee/registre/")
    assert not page.cookies
    assert "people.Account.email" in page.content.decode()
    data = json.loads(client.get("/vie-privee/registre.json").content)
    rows = list(csv.reader(io.StringIO(client.get("/vie-privee/registre.csv").content.decode("utf-8-sig")), delimiter=";"))
    assert len(data["activities"]) == len(rows) - 1
    assert all(activity["activity"] in page.content.decode().replace("&#x27;", "'") for activity in data["activities"])


def test_the_book_of_breaches_is_the_administrators(client, manager, admin):
    sign_in(client, manager)
    assert client.get("/bureau/vie-privee/incidents/").status_code == 403
    sign_in(client, admin)
    assert "72 heures" in client.get("/bureau/vie-privee/incidents/").content.decode()
    known = timezone.localtime().strftime("%Y-%m-%dT%H:%M")
    client.post(
        "/bureau/vie-privee/incidents/noter/",
        {"title": "Une liste perdue", "nature": "lost", "known_at": known, "story": "Une clé USB.", "risk": "some"},
    )
    breach = Breach.objects.get()
    assert "71 heures" in client.get(f"/bureau/vie-privee/incidents/{breach.pk}/").content.decode()
    client.post(f"/bureau/vie-privee/incidents/{breach.pk}/clore/")
    assert not Breach.objects.get().is_closed


def test_two_who_write_at_once_see_both_texts(client, admin):
    sign_in(client, admin)
    breach = Breach.objects.create(title="Une liste", known_at=timezone.now(), story="Un.", noted_by=admin)
    said = {"title": "Une liste", "nature": "seen", "known_at": "2026-03-01T10:00", "story": "Deux.", "risk": "some", "version": "1"}
    client.post(f"/bureau/vie-privee/incidents/{breach.pk}/", said)
    answer = client.post(f"/bureau/vie-privee/incidents/{breach.pk}/", {**said, "story": "Trois."})
    assert "entre-temps" in answer.content.decode()
    assert "Trois." in answer.content.decode()
    assert Breach.objects.get().story == "Deux."


def test_a_moment_to_come_is_refused(client, admin):
    sign_in(client, admin)
    answer = client.post(
        "/bureau/vie-privee/incidents/noter/",
        {"title": "x", "nature": "lost", "known_at": "2999-01-01T10:00", "story": "y", "risk": "some"},
    )
    assert "encore à venir" in answer.content.decode()
    assert not Breach.objects.exists()


def test_the_log_of_readings_costs_the_same_for_five_and_for_fifty(client, admin, make_person, django_assert_max_num_queries):
    sign_in(client, admin)
    counts = []
    for size in (5, 40):
        for number in range(size):
            Reading.objects.create(reader=admin, account=make_person(f"P {size} {number}"), what="person", at=timezone.now())
        client.get("/bureau/vie-privee/lectures/")  # the town and the edition are remembered
        with django_assert_max_num_queries(10) as queries:
            assert "a ouvert la fiche" in client.get("/bureau/vie-privee/lectures/").content.decode()
        counts.append(len(queries))
    assert counts[0] == counts[1]
