from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from beffroi.kernel import clock
from beffroi.kernel.rules import Refusal
from beffroi.kernel.subjects import Card, Subject, SubjectKind, subject_kinds
from beffroi.participation.missions import rules
from beffroi.participation.missions.actions import address, count_follows, mission_address, set_hidden
from beffroi.participation.missions.actions.reviewing import count_supports
from beffroi.participation.missions.models import Contribution, Mission
from beffroi.participation.spaces.cards import card_in
from beffroi.participation.spaces.rules import must_be_running


class MissionSubject(SubjectKind):
    kind = "mission"
    label = pgettext_lazy("missions", "mission")
    label_plural = pgettext_lazy("missions", "missions")

    def cards(self, ids: Collection[int]) -> dict[int, Card]:
        rows = Mission.objects.filter(pk__in=ids).select_related("component__process")
        return {
            row.pk: card_in(
                row.component,
                Subject("mission", row.pk),
                title=row.title,
                url=mission_address(row),
                excerpt=row.summary,
                shown=row.is_public,
            )
            for row in rows
        }

    def may(self, verb: str, person: Any, id: int, at: datetime) -> Refusal | None:
        row = Mission.objects.select_related("component__process").filter(pk=id).first()
        if row is None:
            return Refusal("gone", _("This mission no longer exists."))
        if refusal := rules.may_see_mission(person, row, at):
            return refusal
        if verb == "see":
            return None
        if verb == "follow":
            return must_be_running(row.component.process) or rules.must_be_signed_in(person)
        return Refusal("closed", _("This is not possible on a mission."))

    def count(self, id: int, counter: str, by: int) -> None:
        if counter == "follows":
            count_follows(mission_id=id, by=by)

    def counters(self, counter: str, after: int, size: int) -> dict[int, int]:
        if counter != "follows":
            return {}
        return dict(Mission.objects.filter(pk__gt=after).order_by("pk").values_list("pk", "follows_count")[:size])


class ContributionSubject(SubjectKind):
    kind = "contribution"
    label = pgettext_lazy("missions", "contribution to a mission")
    label_plural = pgettext_lazy("missions", "contributions to missions")
    knows = frozenset({"withdraw_support"})

    def cards(self, ids: Collection[int]) -> dict[int, Card]:
        rows = Contribution.objects.filter(pk__in=ids).select_related("mission__component__process")
        return {
            row.pk: card_in(
                row.mission.component,
                Subject("contribution", row.pk),
                title=row.title,
                url=address(row),
                excerpt=row.excerpt,
                shown=row.in_list and row.mission.is_public,
                voice_id=row.voice_id,
            )
            for row in rows
        }

    def may(self, verb: str, person: Any, id: int, at: datetime) -> Refusal | None:
        row = Contribution.objects.select_related("mission__component__process").filter(pk=id).first()
        if row is None:
            return Refusal("gone", _("This contribution no longer exists."))
        if refusal := rules.may_see(person, row, at):
            return refusal
        if verb in ("see", "flag"):
            return rules.must_be_shown(row) if verb == "flag" else None
        if verb == "support":
            return rules.may_support(person, row, at)
        if verb == "withdraw_support":
            return rules.must_be_signed_in(person)
        return Refusal("closed", _("This is not possible on a contribution."))

    def count(self, id: int, counter: str, by: int) -> None:
        if counter == "supports":
            count_supports(contribution_id=id, by=by)

    def counters(self, counter: str, after: int, size: int) -> dict[int, int]:
        if counter != "supports":
            return {}
        return dict(Contribution.objects.filter(pk__gt=after).order_by("pk").values_list("pk", "supports_count")[:size])

    def set_hidden(self, id: int, hidden: bool) -> None:
        row = Contribution.objects.get(pk=id)
        set_hidden(contribution=row, hidden=hidden, at=clock.now())


subject_kinds.register(MissionSubject())
subject_kinds.register(ContributionSubject())
