"""What people are told about missions, in sentences."""

from typing import Any

from django.conf import settings
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from beffroi.commons.notifications.types import NotificationKind, notification_kinds
from beffroi.kernel.subjects import Subject
from beffroi.participation.missions.actions import stored
from beffroi.participation.missions.models import Task
from beffroi.participation.missions.reading import hours_said


def kind(name: str, label: Any, sentence: Any, group: str = "own") -> None:
    """A notification whose lazy sentence takes its places from the params."""

    def said(params: dict[str, Any], language: str) -> str:
        with override(language):
            return str(sentence) % params

    notification_kinds.register(NotificationKind(f"missions:{name}", label, said, group))


kind("accepted", _("What I sent to a mission is shown"), _("Thank you! “%(title)s” is now shown in “%(mission)s”."))
kind("change", _("A change is asked of what I sent to a mission"), _("The team asks you to change “%(title)s”: %(reason)s"))
kind("refused", _("What I sent to a mission is not shown"), _("“%(title)s” will not be shown in “%(mission)s”: %(reason)s"))
kind("ends-soon", _("A mission that I follow ends soon"), _("“%(title)s” ends soon: there is still time to take part."), "followed")
kind("closed", _("A mission that I follow is over"), _("“%(title)s” is over. See what came of it."), "followed")
kind("registered", _("I am registered as a volunteer"), _("You are registered for “%(title)s”, %(when)s."))
kind(
    "waiting",
    _("I am on a waiting list of volunteers"),
    _("You are on the waiting list for “%(title)s”: you will be told if a place comes free."),
)
kind("moved", _("A task where I lend a hand has changed"), _("“%(title)s” has changed: %(when)s, %(place)s."))
kind("cancelled", _("A task where I lend a hand is cancelled"), _("“%(title)s” is cancelled: %(why)s"))
kind("reminder", _("The day before I lend a hand"), _("Soon: “%(title)s”, %(when)s, %(place)s."))


def subject_of_task(task: Task) -> Subject:
    return Subject("mission", task.mission_id)


def params_of_task(task: Task) -> dict[str, Any]:
    """The words of a task, in the town's first language."""
    with override(settings.LANGUAGE_CODE):
        when = f"{date_format(localtime(task.starts_at))}, {hours_said(task)}"
    return {
        "title": task.title,
        "when": when,
        "place": task.place or "–",
        "why": task.cancelled_why,
        "url": f"{stored(task.mission)}taches/{task.pk}/",
    }
