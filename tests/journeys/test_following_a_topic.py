"""A person follows a topic; what becomes public in it reaches her, in the site and by one mail a week."""

from datetime import timedelta

import pytest

from beffroi.commons.notifications import mails
from beffroi.commons.notifications.models import Notification
from beffroi.commons.supports.actions import follow
from beffroi.commons.topics import actions as topics
from beffroi.commons.topics import jobs
from beffroi.commons.topics.models import Tag, Tagging
from beffroi.kernel.jobs import run_due
from beffroi.kernel.models import Mail
from beffroi.kernel.subjects import Card, Subject, SubjectKind, subject_kinds

pytestmark = pytest.mark.django_db


class Sheet(SubjectKind):
    kind, label, label_plural = "sheet", "Fiche", "Fiches"

    def cards(self, ids):
        return {pk: Card(Subject("sheet", pk), f"Fiche {pk}", f"/fiches/{pk}/") for pk in ids}


def test_who_follows_a_topic_hears_of_what_is_new_in_it(alice, david, client, at):
    with subject_kinds.with_more(Sheet()):
        tag = topics.create(name="Vélo", at=at)
        follow(subject=tag.subject, person=alice, at=at)
        assert Tag.objects.get().follows_count == 1
        topics.tag(subject=Subject("sheet", 1), names=["Vélo"])
        topics.tag(subject=Subject("sheet", 2), names=["Vélo", "Eau"])
        Tagging.objects.update(created_at=at)
        for _twice in range(2):
            jobs.tell_what_is_new_at(at)
            while run_due(at=at + timedelta(days=4000)):  # jobs wait by the real clock
                continue
        assert sorted(row.params["title"] for row in Notification.objects.filter(account=alice)) == ["Fiche 1", "Fiche 2"]
        assert not Notification.objects.exclude(account=alice).exists()
        mails.send_all(at=at + timedelta(days=8))
        mail = Mail.objects.get(to=alice.email)
        assert "Fiche 1" in mail.text
        assert "Fiche 2" in mail.text
        assert "/soutiens/" in client.get("/themes/velo/").content.decode()
