"""How one thing is related to another. Upper domains may register more kinds of links."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from beffroi.kernel.registry import Registry


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
