"""Before the draw: the mandate, what the panel must mirror, the quotas, the close of the pool."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from beffroi.kernel.facts import record
from beffroi.kernel.html import from_markdown
from beffroi.kernel.rules import Refusal, Refused, require
from beffroi.kernel.text import slug
from beffroi.participation.panels import rules, states
from beffroi.participation.panels.actions.base import ids, index, locked, purge_day, write
from beffroi.participation.panels.facts import PanelEdited, PoolClosed
from beffroi.participation.panels.models import Feature, Panel, Value
from beffroi.participation.spaces.models import Component
from beffroi.participation.spaces.rules import must_have_right_in

WRITTEN = ("mandate", "fate", "meets", "allowance", "who", "source", "ends_on", "keep_days", "answer_days")
OF_THE_DRAW = ("size", "method", "takes_volunteers", "one_a_home")  # fixed with the pool


def set_up(*, component: Component) -> Panel:
    """The row that every component of this kind has."""
    at = component.process.created_at
    return Panel.objects.get_or_create(component=component, defaults={"created_at": at})[0]


@transaction.atomic
def save_mandate(*, panel: Panel, person: Any, fields: Mapping[str, Any], at: datetime) -> Panel:
    """What is asked of the panel; how it is drawn, as long as the pool is open."""
    if person is not None:
        require(must_have_right_in(person, panel.component.process, rules.EDIT))
    panel = locked(panel)
    wanted = {name: fields[name] for name in WRITTEN if name in fields}
    if not panel.is_frozen:
        wanted |= {name: fields[name] for name in OF_THE_DRAW if name in fields}
    if "mandate" in wanted:
        wanted["html"] = from_markdown(wanted["mandate"])
    write(panel, **wanted)
    write(panel, purge_at=purge_day(panel))
    index(panel)
    record(PanelEdited(**ids(panel)))
    return panel


@transaction.atomic
def add_feature(*, panel: Panel, person: Any, question: str, lines: Iterable[tuple[str, Decimal | None]]) -> Feature:
    """Something that the panel must mirror, with its answers and their share of the population."""
    panel = locked(panel)
    if person is not None:
        require(rules.may_change_questions(person, panel))
    if panel.features.count() >= rules.MOST_FEATURES:
        raise Refused(Refusal("enough", _("With more questions the quotas can hardly be met: remove one first.")))
    last = panel.features.aggregate(last=Max("position"))["last"]
    taken = set(panel.features.values_list("key", flat=True)) | {"id", "home"}
    feature = Feature.objects.create(panel=panel, key=_key(question, taken), question=question, position=0 if last is None else last + 1)
    _write_values(feature, lines)
    _suggest(panel, feature)
    record(PanelEdited(**ids(panel)))
    return feature


@transaction.atomic
def save_feature(*, feature: Feature, person: Any, question: str, lines: Iterable[tuple[str, Decimal | None]]) -> Feature:
    panel = locked(feature.panel)
    require(rules.may_change_questions(person, panel))
    Feature.objects.filter(pk=feature.pk).update(question=question)
    feature.values.all().delete()
    _write_values(feature, lines)
    _suggest(panel, feature)
    record(PanelEdited(**ids(panel)))
    return feature


@transaction.atomic
def remove_feature(*, feature: Feature, person: Any) -> None:
    panel = locked(feature.panel)
    require(rules.may_change_questions(person, panel))
    feature.delete()
    record(PanelEdited(**ids(panel)))


def _key(label: str, taken: set[str]) -> str:
    """A short word for the files; a number where two would be the same."""
    base = slug(label)[:14].strip("-") or "q"
    found, number = base, 2
    while found in taken:
        found, number = f"{base}-{number}", number + 1
    taken.add(found)
    return found


def _write_values(feature: Feature, lines: Iterable[tuple[str, Decimal | None]]) -> None:
    taken = {Feature.UNSAID}
    rows = [Value(feature=feature, key=_key(label, taken), label=label, share=share, position=n) for n, (label, share) in enumerate(lines)]
    Value.objects.bulk_create(rows)


@transaction.atomic
def save_quotas(*, panel: Panel, person: Any, quotas: Mapping[int, tuple[int, int]]) -> None:
    """The least and the most of each value, by its row."""
    panel = locked(panel)
    if person is not None:
        require(rules.may_prepare(person, panel))
    for value in Value.objects.filter(feature__panel=panel, pk__in=quotas):
        least, most = quotas[value.pk]
        Value.objects.filter(pk=value.pk).update(least=least, most=most)
    write(panel, trouble=[])
    record(PanelEdited(**ids(panel)))


@transaction.atomic
def suggest_quotas(*, panel: Panel, person: Any) -> None:
    """Quotas from the shares of the population, one place either way."""
    panel = locked(panel)
    require(rules.may_prepare(person, panel))
    for feature in panel.features.all():
        _suggest(panel, feature)
    write(panel, trouble=[])
    record(PanelEdited(**ids(panel)))


def _suggest(panel: Panel, feature: Feature) -> None:
    values = list(feature.values.all())
    known = sum((value.share for value in values if value.share), Decimal(0))
    for value in values:
        if value.share is None or not known:
            least, most = 0, panel.size
        else:
            exact = float(value.share / known) * panel.size
            # Half a person either way, and one more where that leaves no choice: a quota of exactly three is hard to meet.
            least, most = max(int(exact - 0.5), 0), min(int(exact + 1.5), panel.size)
        Value.objects.filter(pk=value.pk).update(least=least, most=most)


@transaction.atomic
def close_pool(*, panel: Panel, person: Any, at: datetime) -> Panel:
    """From here nobody signs up and no quota changes. The draw is prepared by a job."""
    panel = locked(panel)
    if person is not None:
        require(rules.may_close(person, panel))
    write(panel, state=states.COUNTING, closed_at=at, trouble=[])
    record(PoolClosed(**ids(panel), is_closed=True))
    return panel


def copy_panel(*, source: Panel, target: Panel) -> None:
    """The mandate, the questions and their quotas of a space that was duplicated; nobody's answers."""
    wanted = {name: getattr(source, name) for name in (*WRITTEN, *OF_THE_DRAW, "html")} | {"ends_on": None}
    write(target, **wanted)
    for feature in source.features.prefetch_related("values"):
        made = Feature.objects.create(panel=target, key=feature.key, question=feature.question, position=feature.position)
        names = ("key", "label", "share", "least", "most", "position")
        Value.objects.bulk_create(Value(feature=made, **{name: getattr(v, name) for name in names}) for v in feature.values.all())
