from dataclasses import dataclass

from django.utils.translation import pgettext_lazy

from beffroi.kernel.facts import Fact


@dataclass(frozen=True, kw_only=True)
class RumorReceived(Fact):
    """Somebody met it: the first time, or once more."""

    said = pgettext_lazy("log", "Somebody asked to check a rumour.")
    rumor_id: int
    sighting_id: int


@dataclass(frozen=True, kw_only=True)
class RumorPublished(Fact):
    """A verdict is public; from the second edition on it is a correction."""

    said = pgettext_lazy("log", "A fact check was published or corrected.")
    rumor_id: int
    edition_id: int
    number: int


@dataclass(frozen=True, kw_only=True)
class RumorClosed(Fact):
    said = pgettext_lazy("log", "A rumour was closed without a verdict.")
    rumor_id: int


@dataclass(frozen=True, kw_only=True)
class RumorMerged(Fact):
    """Two say the same: who asked about one is told about the other."""

    said = pgettext_lazy("log", "Two rumours that say the same became one.")
    rumor_id: int
    into_id: int


@dataclass(frozen=True, kw_only=True)
class RumorParted(Fact):
    """The merge was undone: it is checked by itself again."""

    said = pgettext_lazy("log", "Two rumours that had become one were parted again.")
    rumor_id: int
    from_id: int
