"""What the pages say of quotas and chances, in plain words."""

from typing import Any

from django.utils.formats import localize
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from beffroi.participation.panels.models import Feature, Panel, Value
from beffroi.participation.panels.pool import arithmetic, changes

SMALL = 5  # fewer people than this are not counted in public


def advice_said(trouble: list[dict[str, Any]], panel: Panel, features: list[Feature]) -> list[str]:
    """Which quotas cannot be met, and by how much, each with what would make it possible."""
    values = {(feature.key, value.key): (feature, value) for feature in features for value in feature.values.all()}
    found = []
    for line in trouble:
        if "unlucky" in line:
            found.append(
                _("The simple draw did not find a panel that keeps these quotas. Widen them a little, or choose the fair lottery.")
            )
        elif "size" in line:
            said = _("%(there)d people can be drawn, and the panel has %(size)d places: invite more people, or make the panel smaller.")
            found.append(said % {"there": line["size"], "size": panel.size})
        elif line["value"] == Feature.UNSAID:
            found.append(_("Too many people preferred not to say."))
        elif (line["feature"], line["value"]) in values:
            found.append(_change(line, *values[line["feature"], line["value"]]))
    return found


def _change(line: dict[str, Any], feature: Feature, value: Value) -> str:
    there = ngettext("%(n)d person signed up", "%(n)d people signed up", value.pool_count) % {"n": value.pool_count}
    words = {"question": feature.question, "value": value.label, "there": there, "least": value.least, "most": value.most}
    if line["least"] < value.least:
        said = _(
            "%(question)s – %(value)s: at least %(least)d are wanted, and %(there)s. Ask for at least %(better)d, or invite more of them."
        )
        return said % {**words, "better": line["least"]}
    said = _("%(question)s – %(value)s: at most %(most)d are allowed, and %(there)s. Allow %(better)d, or invite more of the others.")
    return said % {**words, "better": line["most"]}


def verdict(panel: Panel, features: list[Feature]) -> tuple[bool | None, list[str]]:
    """Whether the quotas can be met today (None: nobody signed up yet), and what to change."""
    found = []
    for kind, feature, total in arithmetic(panel, features):
        if kind == "least":
            said = _("%(question)s: the least numbers add up to %(total)d, more than the %(size)d places. Lower some of them.")
        else:
            said = _("%(question)s: the greatest numbers add up to %(total)d, fewer than the %(size)d places. Raise some of them.")
        found.append(said % {"question": feature.question, "total": total, "size": panel.size})
    if found:
        return False, found
    if not features or not panel.candidates_count:
        return None, []
    trouble = changes(panel, features)
    return not trouble, advice_said(trouble, panel, features)


def percent(share: float) -> str:
    """0.0645 → 6 %; small ones with one digit."""
    shown = share * 100
    number = round(shown, 1) if 0 < shown < 10 else round(shown)
    return f"{localize(int(number) if number == int(number) else number)}\u202f%"


def count_said(number: int) -> str:
    """Of people in public: small numbers are not told."""
    if 0 < number < SMALL:
        return _("fewer than %(n)d") % {"n": SMALL}
    return str(number)


def rows_of(panel: Panel, features: list[Feature], *, is_team: bool = False) -> list[dict[str, Any]]:
    """The table of a panel: for each answer its share of the population, who signed up, the quota, who was drawn."""
    drawn = {(line["feature"], line["value"]): line["panel"] for line in panel.figures.get("report", [])}
    found = []
    for feature in features:
        values = list(feature.values.all())
        for number, value in enumerate(values):
            found.append(
                {
                    "feature": feature,
                    "is_first": number == 0,
                    "height": len(values),
                    "value": value,
                    "share": value.share,
                    "pool": str(value.pool_count) if is_team else count_said(value.pool_count),
                    "quota": quota_said(value),
                    "drawn": drawn.get((feature.key, value.key)),
                }
            )
    return found


def quota_said(value: Value) -> str:
    if value.least == value.most:
        return str(value.least)
    return _("%(least)d to %(most)d") % {"least": value.least, "most": value.most}
