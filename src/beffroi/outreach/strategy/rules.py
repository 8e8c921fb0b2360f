from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from beffroi.ground.people.rules import must_have_right
from beffroi.kernel.rules import Refusal
from beffroi.outreach.strategy.access import EDIT, READ
from beffroi.outreach.strategy.types import metrics


def may_edit(person: Any) -> Refusal | None:
    return must_have_right(person, EDIT)


def may_read(person: Any) -> Refusal | None:
    return must_have_right(person, READ)


def must_be_measurable(metric: str, baseline: int | None, target: int | None, due_on: date | None) -> Refusal | None:
    """An objective without a figure, a start and a target is a wish."""
    if metric not in metrics:
        return Refusal("no_metric", _("Choose what measures it."))
    if baseline is None or target is None or due_on is None:
        return Refusal("not_measurable", _("Say where it stands, where it should be and until when."))
    if baseline == target:
        return Refusal("no_move", _("The target is where it stands already: aim elsewhere."))
    return None


def must_be_told_apart(metric: str, is_own: bool) -> Refusal | None:
    """Subscribers and the like belong to the commune, not to some of its publications."""
    if is_own and not metrics[metric].by_campaign:
        return Refusal("not_apart", _("This figure is of the whole commune: it cannot be counted for some publications only."))
    return None


def must_end_after(starts_on: date, ends_on: date) -> Refusal | None:
    if ends_on < starts_on:
        return Refusal("ends_before", _("It ends before it begins."))
    return None
