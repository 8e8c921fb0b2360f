"""The public rules: a change makes a new version, the old one stays readable."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from beffroi.commons.moderation.facts import RulesChanged
from beffroi.commons.moderation.models import Rule
from beffroi.commons.moderation.rules import RULES
from beffroi.ground.people.rules import must_have_right
from beffroi.kernel.facts import record
from beffroi.kernel.rules import Refusal, require


@transaction.atomic
def add_rule(*, titles: dict[str, str], texts: dict[str, str], by: Any, at: datetime) -> Rule:
    """One more rule, at the end: a number is never given twice."""
    require(must_have_right(by, RULES))
    last = Rule.objects.aggregate(last=Max("number"))["last"] or 0
    return _put(Rule(number=last + 1, titles=titles, texts=texts, since=at))


@transaction.atomic
def change_rule(*, rule: Rule, titles: dict[str, str], texts: dict[str, str], by: Any, at: datetime) -> Rule:
    """A new version of a rule; unchanged words change nothing."""
    require(must_have_right(by, RULES))
    if (titles, texts) == (rule.titles, rule.texts) and rule.until is None:
        return rule
    if not Rule.objects.filter(pk=rule.pk, until=None).update(until=at):
        require(Refusal("stale", _("Somebody has changed this rule meanwhile. Read the new version first.")))
    return _put(Rule(number=rule.number, version=rule.version + 1, titles=titles, texts=texts, since=at))


@transaction.atomic
def withdraw_rule(*, rule: Rule, by: Any, at: datetime) -> None:
    """It no longer applies; decisions that cite it keep it."""
    require(must_have_right(by, RULES))
    if Rule.objects.filter(until=None).count() < 2:
        require(Refusal("last", _("At least one rule must remain.")))
    Rule.objects.filter(pk=rule.pk, until=None).update(until=at)
    record(RulesChanged(rule_id=rule.pk))


def _put(rule: Rule) -> Rule:
    rule.save(force_insert=True)
    record(RulesChanged(rule_id=rule.pk))
    return rule
