"""What approval asks about answers and saved replies."""

from collections.abc import Collection
from datetime import datetime

from django.urls import reverse
from django.utils.html import linebreaks
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from beffroi.channels.base.types import channels
from beffroi.ground.people.models import Account
from beffroi.kernel.text import excerpt
from beffroi.outreach.approvals.types import Preview, Reviewable, ScopeSource, reviewables, scope_sources
from beffroi.outreach.inbox import actions
from beffroi.outreach.inbox.filling import frame_hash
from beffroi.outreach.inbox.models import Entry, SavedReply
from beffroi.outreach.inbox.rules import scopes_of
from beffroi.outreach.inbox.writing import hash_of


def _entry(id: int) -> Entry:
    return Entry.objects.select_related("conversation__account", "answers").get(pk=id)


class ReplyReviewable(Reviewable):
    kind = "inbox_reply"

    def title(self, id: int) -> str:
        return self.titles([id]).get(id, "")

    def titles(self, ids: Collection[int]) -> dict[int, str]:
        rows = Entry.objects.filter(pk__in=ids).values_list("pk", "conversation__author_name")
        return {pk: _("Answer to %(name)s") % {"name": name} for pk, name in rows}

    def url(self, id: int) -> str:
        return reverse("inbox:show", args=[Entry.objects.values_list("conversation", flat=True).get(pk=id)]) + f"#entry-{id}"

    def content_hash(self, id: int) -> str:
        return hash_of(Entry.objects.get(pk=id))

    def previews(self, id: int) -> list[Preview]:
        """What they wrote, and how the answer will stand under it."""
        entry = _entry(id)
        channel = channels.get(entry.conversation.account.kind)
        label = f"{channel.label}, {entry.conversation.account.name}" if channel else entry.conversation.account.name
        notes: tuple[str, ...] = ()
        if entry.answers:
            asked = {"name": entry.answers.author_name, "text": excerpt(entry.answers.text, 600)}
            notes = (_("%(name)s wrote: “%(text)s”") % asked,)
        return [Preview(label=label, html=linebreaks(entry.text, autoescape=True), spoken=entry.text, notes=notes)]

    def wording(self, id: int, content_hash: str = "") -> str | None:
        entry = Entry.objects.get(pk=id)
        return entry.text if content_hash in ("", hash_of(entry)) else None

    def scopes(self, id: int) -> set[str]:
        return scopes_of(_entry(id).conversation)

    def authors(self, id: int) -> list[Account]:
        return list(Account.objects.filter(pk__in=Entry.objects.filter(pk=id).values("by")))

    def settled(self, id: int, outcome: str, at: datetime) -> None:
        actions.settle_approval(entry_id=id, outcome=outcome, at=at)


class SavedReplyReviewable(Reviewable):
    """A saved reply approved beforehand; nobody approves their own."""

    kind = "inbox_saved_reply"

    def title(self, id: int) -> str:
        return SavedReply.objects.values_list("title", flat=True).get(pk=id)

    def titles(self, ids: Collection[int]) -> dict[int, str]:
        return dict(SavedReply.objects.filter(pk__in=ids).values_list("pk", "title"))

    def url(self, id: int) -> str:
        return reverse("inbox:saved_reply", args=[id])

    def content_hash(self, id: int) -> str:
        return frame_hash(SavedReply.objects.get(pk=id))

    def wording(self, id: int, content_hash: str = "") -> str | None:
        saved = SavedReply.objects.get(pk=id)
        return saved.text if content_hash in ("", frame_hash(saved)) else None

    def authors(self, id: int) -> list[Account]:
        return list(Account.objects.filter(pk__in=SavedReply.objects.filter(pk=id).values("author")))


def choices() -> list[tuple[str, str]]:
    return [("reply:public", _("Public answers")), ("reply:private", _("Private answers"))]


reviewables.register(ReplyReviewable())
reviewables.register(SavedReplyReviewable())
scope_sources.register(ScopeSource("reply", gettext_lazy("Answers to messages"), choices))
