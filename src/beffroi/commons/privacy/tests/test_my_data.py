import json
import zipfile
from datetime import timedelta

import pytest
from beffroi_pytest import NOON
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from beffroi.commons.privacy import actions, archive
from beffroi.commons.privacy.models import Archive, Consent, Erasure, SleepWarning
from beffroi.commons.privacy.types import ExportFile, PersonalData, personal_data
from beffroi.ground.people.models import Account, Reading, Representation, Voice
from beffroi.ground.people.readings import note
from beffroi.kernel import mail
from beffroi.kernel.models import Entry, Mail
from beffroi.kernel.rules import Refused

DAY = timedelta(days=1)
SITE = "https://brume.example"


def test_the_archive_holds_what_is_mine_and_nothing_of_others(alice, david, bob):
    note(reader=bob, what="person", at=NOON, accounts=[alice])
    sections = archive.gather(alice)
    with archive.write(sections, town="Brume", at=NOON) as made, zipfile.ZipFile(made) as found:
        data = json.loads(found.read("data.json"))
        page = found.read("index.html").decode()
    assert "alice@example.org" in str(data["data"]["account"])
    assert "Bob" in str(data["data"]["watch"])
    assert "alice@example.org" in page
    for said in (json.dumps(data), page):
        assert "david@example.org" not in said
        assert "bob@example.org" not in said


def test_a_file_goes_into_the_archive_and_keeps_its_bytes(alice):
    path = default_storage.save("archives/test/plan.pdf", ContentFile(b"%PDF of Alice"))
    holder = PersonalData(
        kind="plans", label="Plans", purpose="p", retention="r", export=lambda account: [ExportFile("../my plan.pdf", path)]
    )
    with (
        personal_data.with_only(holder),
        archive.write(archive.gather(alice), town="Brume", at=NOON) as made,
        zipfile.ZipFile(made) as found,
    ):
        assert found.read("files/plans/..-my plan.pdf") == b"%PDF of Alice"
        assert "files/plans/..-my plan.pdf" in found.read("index.html").decode()


def test_what_is_much_is_left_to_the_worker(alice):
    holder = PersonalData(kind="much", label="m", purpose="p", retention="r", export=lambda account: ({"n": n} for n in range(50)))
    with personal_data.with_only(holder):
        assert archive.gather(alice, most=49) is None
        assert len(archive.gather(alice, most=50)[0]["rows"]) == 50


def test_an_archive_is_made_once_told_by_mail_and_kept_a_week(alice):
    row, is_new = actions.ask_archive(account=alice, at=NOON)
    assert (actions.ask_archive(account=alice, at=NOON), is_new) == ((row, False), True)
    actions.make_archive(row=row, at=NOON, site=SITE)
    actions.make_archive(row=Archive.objects.get(), at=NOON, site=SITE)
    row.refresh_from_db()
    assert default_storage.exists(row.path)
    assert Mail.objects.filter(key=f"archive-{row.pk}", to="alice@example.org").count() == 1
    assert actions.forget_old_archives(at=NOON + 6 * DAY) == 0


def test_an_old_archive_and_its_file_go(alice, django_capture_on_commit_callbacks):
    row, _new = actions.ask_archive(account=alice, at=NOON)
    actions.make_archive(row=row, at=NOON, site=SITE)
    path = Archive.objects.get().path
    with django_capture_on_commit_callbacks(execute=True):
        assert actions.forget_old_archives(at=NOON + 7 * DAY) == 1
    assert not default_storage.exists(path)


def test_erasing_waits_seven_days_and_can_be_undone(alice):
    actions.ask_erasure(account=alice, at=NOON, site=SITE)
    actions.ask_erasure(account=alice, at=NOON + DAY, site=SITE)  # asked twice, planned once
    assert Mail.objects.filter(to="alice@example.org").count() == 1
    assert actions.erase_due(at=NOON + 6 * DAY) == 0
    assert actions.cancel_erasure(account=alice, at=NOON + 6 * DAY)
    assert actions.erase_due(at=NOON + 8 * DAY) == 0
    assert Account.objects.get(pk=alice.pk).email == "alice@example.org"


def test_after_seven_days_the_person_is_gone_and_the_proof_names_nobody(alice):
    voice = alice.voice
    actions.ask_erasure(account=alice, at=NOON, site=SITE)
    assert actions.erase_due(at=NOON + 7 * DAY) == 1
    assert actions.erase_due(at=NOON + 7 * DAY) == 0
    assert Voice.objects.get(pk=voice.pk).is_gone
    done = Erasure.objects.get()
    assert (done.account_id, done.done_at) == (None, NOON + 7 * DAY)
    entry = Entry.objects.get(kind="account-erased")
    assert entry.data == {"account": alice.pk, "by_rule": False}


def test_mails_readings_consents_and_archives_go_with_the_person(alice, bob, david):
    mail.send(to="Alice@example.org", subject="s", text="t", key="one")
    mail.send(to="david@example.org", subject="s", text="t", key="two")
    note(reader=bob, what="person", at=NOON, accounts=[alice, david])
    actions.give_consent(account=alice, kind="found", at=NOON)
    actions.ask_archive(account=alice, at=NOON)
    actions.erase(account=alice, at=NOON)
    assert not Mail.objects.filter(key="one").exists()
    assert Mail.objects.filter(key="two").exists()
    assert list(Reading.objects.values_list("account_id", flat=True)) == [david.pk]
    assert not Consent.objects.exists()
    assert not Archive.objects.exists()


def test_either_everything_is_erased_or_nothing(alice):
    def fail(account, at):
        raise RuntimeError("the disk is full")

    broken = PersonalData(kind="zz", label="z", purpose="p", retention="r", export=lambda account: [], erase=fail)
    with personal_data.with_more(broken), pytest.raises(RuntimeError):
        actions.erase(account=alice, at=NOON)
    assert Account.objects.get(pk=alice.pk).email == "alice@example.org"
    assert not Erasure.objects.exists()


def test_the_last_administrator_does_not_leave(admin):
    with pytest.raises(Refused) as refused:
        actions.erase(account=admin, at=NOON)
    assert refused.value.refusal.code == "last_administrator"


def test_a_member_of_the_team_who_acted_for_others_can_leave(bob, alice):
    Representation.objects.create(agent=bob, person=alice, reason="at the counter", started_at=NOON, ends_at=NOON + DAY)
    actions.erase(account=bob, at=NOON)
    assert Representation.objects.get().agent_id == bob.pk  # an account without name


def test_a_sleeping_account_is_warned_twice_then_erased(alice, david, bob):
    for person in (alice, bob):
        Account.objects.filter(pk=person.pk).update(seen_at=NOON - 730 * DAY)
    Account.objects.filter(pk=david.pk).update(seen_at=NOON - 600 * DAY)
    actions.wake_or_erase(at=NOON, site=SITE)
    actions.wake_or_erase(at=NOON + DAY, site=SITE)
    assert set(SleepWarning.objects.values_list("account_id", "days_left")) == {(alice.pk, 60), (alice.pk, 15)}
    assert Account.objects.get(pk=alice.pk).email
    actions.wake_or_erase(at=NOON + 15 * DAY, site=SITE)
    assert Account.objects.get(pk=alice.pk).email is None
    assert Erasure.objects.get().is_by_rule
    assert Account.objects.get(pk=bob.pk).email  # the team is not erased in its sleep
    assert Account.objects.get(pk=david.pk).email


def test_who_wakes_up_is_not_erased(alice):
    Account.objects.filter(pk=alice.pk).update(seen_at=NOON - 730 * DAY)
    actions.wake_or_erase(at=NOON, site=SITE)
    Account.objects.filter(pk=alice.pk).update(seen_at=NOON + DAY)
    actions.wake_or_erase(at=NOON + 20 * DAY, site=SITE)
    assert Account.objects.get(pk=alice.pk).email
    assert not SleepWarning.objects.exists()


def test_agreeing_has_its_effect_and_taking_back_too(alice):
    actions.give_consent(account=alice, kind="found", at=NOON)
    actions.give_consent(account=alice, kind="found", at=NOON)
    assert Voice.objects.get(account=alice).is_findable
    assert "moteurs de recherche" in Consent.objects.get().sentence
    actions.withdraw_consent(account=alice, kind="found", at=NOON + DAY)
    assert not Voice.objects.get(account=alice).is_findable
    assert Consent.objects.get().withdrawn_at == NOON + DAY
