from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from beffroi.kernel.facts import Fact
from beffroi.participation.spaces.facts import Announceable


@dataclass(frozen=True, kw_only=True)
class DebateConcluded(Announceable):
    """The town wrote what came out of a debate."""

    said = pgettext_lazy("log", "A debate was summed up.")
    debate_id: int

    def headline(self) -> str:
        return _("What came out of the debate: %(title)s") % {"title": self.title}


@dataclass(frozen=True, kw_only=True)
class DebateEdited(Fact):
    said = pgettext_lazy("log", "A debate was changed.")
    debate_id: int
    process_id: int
