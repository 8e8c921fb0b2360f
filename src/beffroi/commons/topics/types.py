"""How one thing is related to another, and what others add to the page of a topic."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from beffroi.kernel.registry import Registry
from beffroi.kernel.subjects import Subject


@dataclass(frozen=True)
class LinkKind:
    """`label` heads the list at the source ("Comes from"), `back_label` the list at the target ("Became")."""

    kind: str
    label: Any
    back_label: Any
    order: int = 50


link_kinds: Registry[LinkKind] = Registry("kind of link")
for _link_kind in (
    LinkKind("comes_from", _("Comes from"), _("What came of it"), 10),
    LinkKind("answers", _("Answers"), _("Answered by"), 20),
    LinkKind("decided_by", _("Decided by"), _("Decides on"), 30),
    LinkKind("merged_into", _("Merged into"), _("Merged from"), 40),
    LinkKind("split_from", _("Split from"), _("Split into"), 50),
    LinkKind("about", _("About"), _("Spoken of in"), 60),
):
    link_kinds.register(_link_kind)


@dataclass(frozen=True)
class TopicPart:
    """A part of the page of a topic, under its title: the button to follow it, its feed."""

    kind: str
    render: Callable[[HttpRequest, Subject], SafeString]


topic_parts: Registry[TopicPart] = Registry("part of the page of a topic")
