"""A text to approve that belongs to nobody above: approval is tested by itself."""

import pytest
from django.urls import reverse

from beffroi.kernel.subjects import Subject
from beffroi.outreach.approvals import actions
from beffroi.outreach.approvals.models import Step, Workflow
from beffroi.outreach.approvals.types import Preview, PreviewPicture, Reviewable, reviewables


class Notices(Reviewable):
    """Texts kept in memory, with every wording they had."""

    kind = "notice"

    def __init__(self):
        self.wordings = {"h1": "Le marché ouvre samedi à huit heures."}
        self.outcomes, self.writers, self.words = [], [], set()

    def title(self, id):
        return f"Avis {id}"

    def url(self, id):
        return reverse("approvals:index")

    def content_hash(self, id):
        return list(self.wordings)[-1]

    def wording(self, id, content_hash=""):
        return self.wordings.get(content_hash or self.content_hash(id))

    def previews(self, id):
        picture = PreviewPicture("/media/halle.webp", "La halle vide")
        return [Preview(label="Site", title=self.title(id), html=self.wording(id), pictures=(picture,), spoken="Image : La halle vide")]

    def sources(self, id):
        return ["Arrêté 2026-12"]

    def scopes(self, id):
        return self.words

    def authors(self, id):
        return self.writers

    def settled(self, id, outcome, at):
        self.outcomes.append((id, outcome))


@pytest.fixture
def notices():
    kind = Notices()
    with reviewables.with_more(kind):
        yield kind


@pytest.fixture
def ask(notices, manager, at):
    def asked(id=1, content_hash="h1", moment=at, **how):
        return actions.ask(subject=Subject("notice", id), content_hash=content_hash, asked_by=manager, at=moment, **how)

    return asked


@pytest.fixture
def way(db):
    """way(("Lecture", {"people": [validator]}), …) -> a workflow with these steps."""

    def made(*steps, name="Circuit", **more):
        workflow = Workflow.objects.create(name=name, **more)
        for position, (label, how) in enumerate(steps, 1):
            many = {key: how.pop(key) for key in ("people", "outsiders") if key in how}
            step = Step.objects.create(workflow=workflow, position=position, name=label, **how)
            for key, rows in many.items():
                getattr(step, key).set(rows)
        return workflow

    return made
