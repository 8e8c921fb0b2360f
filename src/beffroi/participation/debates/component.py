from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from beffroi.commons.conversations.models import Message
from beffroi.kernel.subjects import cards_of
from beffroi.kernel.text import excerpt
from beffroi.participation.debates.actions import KIND, edit, open_debate
from beffroi.participation.debates.models import Debate
from beffroi.participation.spaces.models import Component
from beffroi.participation.spaces.types import (
    ComponentType,
    Contribution,
    ContributionSource,
    Summary,
    Table,
    component_types,
    contributions,
)

SIDES = {"for": gettext_lazy("for"), "against": gettext_lazy("against"), "nuance": gettext_lazy("nuance"), "": ""}
CHUNK = 500


class Debates(ComponentType):
    kind = KIND
    label = gettext_lazy("Debate")
    explanation = gettext_lazy("One question, arguments for, against and in between, then a summary by the town.")
    path = "debat"
    urls = "beffroi.participation.debates.urls"
    desk_urls = "beffroi.participation.debates.desk_urls"
    drawing = "debate"
    verbs = {"contribute": gettext_lazy("Contribute"), "support": gettext_lazy("Support contributions")}
    settings_form = forms.Form

    def set_up(self, component: Component) -> None:
        open_debate(component=component)

    def copy(self, source: Component, target: Component) -> None:
        """The question and what to know; the summary belongs to the debate that was held."""
        old, new = Debate.objects.get(component=source), open_debate(component=target)
        edit(
            debate=new, person=None, base_version=new.edits, at=old.edited_at or target.process.created_at, question=old.question,
            text=old.text, has_sides=old.has_sides,
        )  # fmt: skip

    def missing(self, component: Component, at: datetime) -> list[str]:
        debate = Debate.objects.filter(component=component).first()
        return [] if debate and debate.question else [_("Write the question that is put to discussion.")]

    def summary(self, component: Component, at: datetime) -> Summary:
        debate = Debate.objects.filter(component=component).first()
        if debate is None:
            return Summary(_("Nobody has spoken yet"))
        n = debate.messages_count
        said = ngettext("%(n)d message", "%(n)d messages", n) % {"n": n} if n else _("Nobody has spoken yet")
        if debate.is_concluded:
            said = _("Summed up: %(messages)s") % {"messages": said}
        return Summary(said, n, [(debate.question, self.url(component))] if debate.question != component.title else [])

    def results(self, component: Component) -> Iterable[Table]:
        debate = Debate.objects.get(component=component)
        counts = [debate.for_count, debate.against_count, debate.nuance_count]
        if debate.has_sides:
            labels = [str(SIDES[side]) for side in ("for", "against", "nuance")]
            yield Table(
                "sides", str(_("Sides")), [str(_("Side")), str(_("Contributions"))], [list(row) for row in zip(labels, counts, strict=True)]
            )
        columns = [
            _("Number"), _("Answer to"), _("Side"), _("Author"), _("Text"), _("Supports"), _("Replies"), _("In the name of the town"), _("On"),
        ]  # fmt: skip
        yield Table("contributions", str(_("Contributions")), [str(one) for one in columns], _said(debate))


def _said(debate: Debate) -> Iterator[list[Any]]:
    rows = Message.objects.said().filter(thread__subject_kind=KIND, thread__subject_id=debate.pk, thread__hidden_at=None)
    for row in rows.select_related("voice").order_by("pk").iterator(chunk_size=CHUNK):
        yield [
            row.pk, row.parent_id, str(SIDES[row.stance]), row.voice.display_name, row.text, row.supports_count, row.answers_count,
            row.is_official, row.created_at,
        ]  # fmt: skip


component_types.register(Debates())


class DebateSource(ContributionSource):
    """What was said in a debate: a decision may come from it."""

    kind = KIND

    def search(self, component: Component, text: str = "") -> list[Contribution]:
        found = Message.objects.said().filter(
            thread__subject_kind=KIND, thread__subject_id__in=Debate.objects.filter(component=component).values("pk"), is_official=False
        )
        if text:
            found = found.filter(text__icontains=text)
        rows = found.order_by("-supports_count", "-pk")[:50]
        cards = cards_of([row.subject for row in rows])
        return [
            Contribution(row.subject, excerpt(row.text, 120), cards[row.subject].url, (row.voice_id,), row.supports_count)
            for row in rows
            if row.subject in cards
        ]

    def voices(self, component: Component) -> Iterable[int]:
        said = Message.objects.said().filter(
            thread__subject_kind=KIND, thread__subject_id__in=Debate.objects.filter(component=component).values("pk")
        )
        return said.order_by("voice_id").values_list("voice_id", flat=True).distinct()


contributions.register(DebateSource())
