"""What posts keep of persons: who of the team wrote, noted."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from beffroi.commons.privacy.types import LEGAL_DUTY, PersonalData, personal_data
from beffroi.ground.people.models import Account
from beffroi.outreach.posts.models import Note, Post, PostDraft, PostVersion, Series, Template


def export(account: Account) -> Iterable[dict[str, Any]]:
    for post in Post.objects.filter(author=account):
        yield {"what": "post", "title": post.title, "text": post.text, "state": post.state, "written": post.created_at.isoformat()}
    for note in Note.objects.filter(by=account):
        yield {"what": "note", "text": note.text, "written": note.at.isoformat()}
    for version in PostVersion.objects.filter(by=account):
        yield {"what": "edit", "post": version.post_id, "number": version.number, "at": version.at.isoformat()}
    for draft in PostDraft.objects.filter(person=account):
        yield {"what": "unsent text", "post": draft.post_id, "data": draft.data, "at": draft.saved_at.isoformat()}
    for template in Template.objects.filter(author=account):
        yield {"what": "template", "name": template.name, "text": template.text}
    for series in Series.objects.filter(made_by=account):
        yield {"what": "series", "post": series.model_id, "made": series.created_at.isoformat()}


personal_data.register(
    PersonalData(
        kind="posts",
        label=_("Publications of the town"),
        purpose=_("Know who wrote what the town says."),
        retention=_("As long as the publication; the name goes with the account."),
        export=export,
        fields=(
            "posts.Post.author",
            "posts.PostVersion.by",
            "posts.Note.by",
            "posts.Template.author",
            "posts.Series.made_by",
            "posts.PostDraft.person",
        ),
        data=_("Texts, notes, dates"),
        basis=LEGAL_DUTY,
    )
)
