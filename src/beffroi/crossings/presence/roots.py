"""What an answer from a network stands under: something that one of our actors said of a subject."""

from beffroi.channels.base.models import Heard
from beffroi.channels.fediverse import ours
from beffroi.crossings.presence.models import Utterance
from beffroi.kernel.subjects import Subject
from beffroi.outreach.origins.types import Root, roots


class Said(Root):
    kind = "presence"

    def subject_of(self, heard: Heard) -> Subject | None:
        publication = ours.publication(heard.root) if heard.root else None
        row = Utterance.objects.filter(publication=publication, taken_back_at=None).first() if publication else None
        return Subject(row.subject_kind, row.subject_id) if row else None


roots.register(Said())
