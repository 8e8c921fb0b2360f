"""Who may report, answer and handle, and what a report must say, as refusals."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.timezone import is_naive, make_aware
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from beffroi.commons.moderation.rules import must_not_be_paused
from beffroi.ground.people.rules import must_be_signed_in, must_have_right
from beffroi.ground.places.queries import in_town
from beffroi.kernel.rules import Refusal
from beffroi.participation.reports import states
from beffroi.participation.reports.models import Attribute, Category, Report
from beffroi.participation.spaces.models import Component
from beffroi.participation.spaces.rules import has_right_in, must_be_open, must_be_published, must_have_right_in

SEE, HANDLE, EDIT, WAYS = "reports:report:see", "reports:report:handle", "reports:report:edit", "reports:ways:edit"
LONGEST_ANSWER = 1000
MARGIN = 100  # metres beyond the edge of the town


def has_right(person: Any, report: Report | Component | None, right: str) -> bool:
    """Held everywhere, or in the process of the report."""
    component = report.component if isinstance(report, Report) else report
    if component is not None:
        return has_right_in(person, component.process, right)
    return person.is_authenticated and person.has_right(right)


def must_have(person: Any, report: Report, right: str) -> Refusal | None:
    if report.component is not None:
        return must_have_right_in(person, report.component.process, right)
    return must_have_right(person, right)


def is_author(person: Any, report: Report) -> bool:
    return person.is_authenticated and report.voice_id is not None and report.voice_id == person.voice.pk


def must_be_there(report: Report) -> Refusal | None:
    if report.hidden_at:
        return Refusal("hidden", _("This report was hidden by moderation."))
    if report.withdrawn_at:
        return Refusal("withdrawn", _("Its author has taken this report back."))
    return None


def may_see(person: Any, report: Report, at: datetime) -> Refusal | None:
    """Hidden and private ones are seen by their author and by the team."""
    if report.component is not None and (refusal := must_be_published(report.component, at, person)):
        return refusal
    if has_right(person, report, SEE) or is_author(person, report):
        return None
    if report.is_private:
        return Refusal("private", _("Only its author and the team see this report."))
    return Refusal("hidden", _("This report was hidden by moderation.")) if report.hidden_at else None


def may_write(component: Component | None, at: datetime, person: Any = None) -> Refusal | None:
    """Whether the form is open, whoever is there (visitors say who they are afterwards)."""
    if component is not None:
        return must_be_open(component, "report", at, person)
    if not Category.objects.open().exists():
        return Refusal("nothing", _("The commune has not said yet what can be reported here."))
    return None


def may_report(person: Any, component: Component | None, at: datetime) -> Refusal | None:
    return must_be_signed_in(person) or may_write(component, at, person) or must_not_be_paused(person, at)


def must_be_in_town(longitude: float, latitude: float) -> Refusal | None:
    if -180 <= longitude <= 180 and -90 <= latitude <= 90 and in_town(longitude, latitude, margin=MARGIN):
        return None
    return Refusal("outside", _("This place is outside the town."))


def must_go_on(category: Category, answers: Mapping[str, Any]) -> Refusal | None:
    """Some things are for an emergency number, not for a form."""
    if category.closed_at:
        return Refusal("category", _("This category is closed. Choose another one."))
    if category.stops:
        return Refusal("stop", category.stop_text)
    for attribute in category.attributes.all():
        given = answers.get(attribute.code, [])
        if attribute.stops and set(given if isinstance(given, list) else [given]) & set(attribute.stops):
            return Refusal("stop", attribute.stop_text or category.stop_text or gettext("Call instead: this cannot wait."))
    return None


def must_be_complete(category: Category, text: str, answers: Mapping[str, Any], *, has_photo: bool) -> Refusal | None:
    """Some words, a picture or an answer: somebody must be able to find it."""
    if len(text) > 4000:
        return Refusal("long", _("The text is too long: 4,000 signs at most."))
    if not text.strip() and not has_photo and not any(answers.values()):
        return Refusal("empty", _("Say in a few words what you see, or add a photo."))
    return None


def read_answers(category: Category, said: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, str]]:
    """Answers to the extra questions as they are kept, and what is wrong with which. `said`: a value, or a list of values, by code."""
    answers: dict[str, Any] = {}
    wrong: dict[str, str] = {}
    for attribute in category.attributes.all():
        if not attribute.variable:
            continue
        given = said.get(attribute.code)
        values = [str(one).replace("\0", "").strip() for one in (given if isinstance(given, (list, tuple)) else [given]) if one is not None]
        values = [one for one in values if one]
        if not values:
            if attribute.required:
                wrong[attribute.code] = gettext("Answer this question.")
            continue
        try:
            answers[attribute.code] = _read(attribute, values)
        except ValueError as error:
            wrong[attribute.code] = str(error)
    return answers, wrong


def _read(attribute: Attribute, values: list[str]) -> Any:
    if attribute.is_list:
        known = {str(one["key"]) for one in attribute.values}
        if not set(values) <= known:
            raise ValueError(gettext("Choose among the answers."))
        return sorted(set(values)) if attribute.datatype == Attribute.MULTI else values[0]
    value = values[0]
    if len(value) > LONGEST_ANSWER:
        raise ValueError(gettext("This answer is too long: %(n)d signs at most.") % {"n": LONGEST_ANSWER})
    if attribute.datatype == Attribute.NUMBER:
        try:
            number = float(value.replace(",", "."))
        except ValueError:
            number = float("nan")
        if not abs(number) < 1e15:
            raise ValueError(gettext("Write a number."))
        return value.replace(",", ".")
    if attribute.datatype == Attribute.DATETIME:
        try:
            moment = parse_datetime(value)
            found = None if moment is None else (make_aware(moment) if is_naive(moment) else moment)
        except (ValueError, OverflowError):
            found = None
        if found is None or not 1900 <= found.year <= 2200:
            raise ValueError(gettext("Write a date and an hour."))
        return found.isoformat()
    return value


def may_take_part(person: Any, report: Report, at: datetime) -> Refusal | None:
    """Write an update, say "me too"."""
    refusal = must_be_there(report) or must_be_signed_in(person) or must_not_be_paused(person, at)
    if refusal or report.component is None:
        return refusal
    return must_be_open(report.component, "report", at, person)


def may_support(person: Any, report: Report, at: datetime) -> Refusal | None:
    if refusal := must_be_there(report):
        return refusal
    if not report.is_open:
        return Refusal("over", _("This is over. If you see it again, say so on this page."))
    return must_be_signed_in(person)


def may_follow(person: Any, report: Report, at: datetime) -> Refusal | None:
    return must_be_there(report) or must_be_signed_in(person)


def may_comment(person: Any, report: Report, at: datetime) -> Refusal | None:
    """Suggestions are discussed; problems have updates."""
    if not report.is_suggestion:
        return Refusal("updates", _("News of a report are given on its page."))
    return may_take_part(person, report, at)


def may_bring(person: Any, report: Report, state: str, at: datetime) -> Refusal | None:
    """Which state somebody from outside the team may bring: repaired, or back again; its author also takes it back."""
    if not state:
        return None
    if state == states.FIXED_BY_USER and report.is_open:
        return None
    if state == states.RECEIVED and not report.is_open and report.state not in (states.DUPLICATE, states.CANCELLED):
        return None
    return Refusal("state", _("This is not possible any more: it is now “%(state)s”.") % {"state": report.state_said})


def may_withdraw(person: Any, report: Report) -> Refusal | None:
    refusal = must_be_there(report) or must_be_signed_in(person)
    if refusal:
        return refusal
    if not is_author(person, report):
        return Refusal("not_author", _("Only who reported it may do this."))
    return None


def may_handle(person: Any, report: Report) -> Refusal | None:
    return must_have(person, report, HANDLE)


def may_edit(person: Any, report: Report) -> Refusal | None:
    return must_have(person, report, EDIT)
