from django.db.models import F
from django.utils.translation import gettext_lazy as _

from beffroi.commons.topics import actions
from beffroi.commons.topics.models import Tag
from beffroi.kernel import clock
from beffroi.kernel.rules import Refusal
from beffroi.kernel.subjects import Card, Subject, SubjectKind, subject_kinds


class TagSubject(SubjectKind):
    kind = "tag"
    label, label_plural = _("Topic"), _("Topics")

    def cards(self, ids):
        return {
            tag.pk: Card(
                Subject("tag", tag.pk), tag.name, tag.get_absolute_url(), tag.description, tag.hidden_at is None and not tag.merged_into_id
            )
            for tag in Tag.objects.filter(pk__in=ids)
        }

    def may(self, verb, person, id, at):
        if verb not in ("follow", "see", "flag"):
            return Refusal("not_possible", _("This cannot be done with a topic."))
        if not Tag.objects.public().filter(pk=id).exists():
            return Refusal("gone", _("This topic is no longer there."))
        return None

    def count(self, id, counter, by):
        if counter == "follows":
            Tag.objects.filter(pk=id).update(follows_count=F("follows_count") + by, version=F("version") + 1)

    def set_hidden(self, id, hidden):
        actions.set_hidden(tag_id=id, hidden=hidden, at=clock.now())


subject_kinds.register(TagSubject())
