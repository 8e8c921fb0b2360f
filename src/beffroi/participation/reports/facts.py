from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from beffroi.kernel.facts import Fact
from beffroi.participation.spaces.facts import Announceable


@dataclass(frozen=True, kw_only=True)
class ReportFact(Fact, abstract=True):
    """process_id is 0 for a report that belongs to no process."""

    report_id: int
    process_id: int = 0


@dataclass(frozen=True, kw_only=True)
class ReportOpened(ReportFact):
    said = pgettext_lazy("log", "Something was reported on the map.")


@dataclass(frozen=True, kw_only=True)
class ReportUpdated(ReportFact):
    """Somebody said something of it; `state` is empty where it did not change."""

    said = pgettext_lazy("log", "A report has news.")
    update_id: int
    state: str = ""


@dataclass(frozen=True, kw_only=True)
class ReportFixed(Announceable):
    """The team says that what many saw, or what was suggested, is done; `update_id` tells a second repair from the first."""

    said = pgettext_lazy("log", "What was reported is repaired.")
    report_id: int
    update_id: int

    def headline(self) -> str:
        return _("Repaired: %(title)s") % {"title": self.title}


@dataclass(frozen=True, kw_only=True)
class ReportRouted(ReportFact):
    """It went to a service: the first, or another."""

    said = pgettext_lazy("log", "A report went to a service.")
    service_id: int


@dataclass(frozen=True, kw_only=True)
class ReportHidden(ReportFact):
    said = pgettext_lazy("log", "A report was hidden by moderation, or shown again.")
    hidden: bool


@dataclass(frozen=True, kw_only=True)
class ReportEdited(ReportFact):
    said = pgettext_lazy("log", "A report was changed by the team, or taken back by its author.")


@dataclass(frozen=True, kw_only=True)
class ReportWaysEdited(Fact):
    """Categories, services, routes or templates were changed."""

    said = pgettext_lazy("log", "What can be reported, or who repairs it, was changed.")
