from dataclasses import dataclass

from django.utils.translation import pgettext_lazy

from beffroi.kernel.facts import Fact


@dataclass(frozen=True, kw_only=True)
class AlertIssued(Fact):
    """A message of an alert goes out: the first, an update, an all-clear or a cancellation."""

    said = pgettext_lazy("log", "A message of an alert went out.")
    alert_id: int
    release_id: int
    kind: str
    is_exercise: bool


@dataclass(frozen=True, kw_only=True)
class AlertEnded(Fact):
    """Its hour has come, or somebody said that it is over."""

    said = pgettext_lazy("log", "An alert has ended.")
    alert_id: int


@dataclass(frozen=True, kw_only=True)
class AlertWaits(Fact):
    """A second person is asked to read it."""

    said = pgettext_lazy("log", "An alert waits for its second reader.")
    alert_id: int


@dataclass(frozen=True, kw_only=True)
class AlertChangeWaits(Fact):
    """An update or the end of an alert is written, and waits for its second person."""

    said = pgettext_lazy("log", "A message about an alert waits for its second reader.")
    alert_id: int
    pending_id: int


@dataclass(frozen=True, kw_only=True)
class AlertEndsSoon(Fact):
    said = pgettext_lazy("log", "An alert ends soon.")
    alert_id: int


@dataclass(frozen=True, kw_only=True)
class AlertPrepared(Fact):
    """A warning of somebody else reached the threshold: a draft is ready."""

    said = pgettext_lazy("log", "An alert was prepared from the warning of somebody else.")
    alert_id: int
    warned_id: int


@dataclass(frozen=True, kw_only=True)
class RoadsChanged(Fact):
    said = pgettext_lazy("log", "The roadworks were changed.")
    road_id: int
