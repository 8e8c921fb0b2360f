from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from beffroi.kernel import clock
from beffroi.kernel.rules import Refusal
from beffroi.kernel.subjects import Card, Subject, SubjectKind, subject_kinds
from beffroi.kernel.text import excerpt
from beffroi.participation.reports import rules
from beffroi.participation.reports.actions import set_update_hidden
from beffroi.participation.reports.actions.opening import COUNTERS, address, count, set_hidden
from beffroi.participation.reports.models import Report, Update


def _is_public(report: Report) -> bool:
    if report.hidden_at or report.withdrawn_at or report.is_private:
        return False
    return report.component is None or (report.component.is_public and report.component.process.is_public)


class ReportSubject(SubjectKind):
    kind = "report"
    label = _("report on the map")
    label_plural = _("reports on the map")
    verbs = {"see": rules.may_see, "support": rules.may_support, "comment": rules.may_comment, "follow": rules.may_follow}

    def cards(self, ids: Collection[int]) -> dict[int, Card]:
        rows = Report.objects.filter(pk__in=ids).select_related("component__process", "category")
        return {
            row.pk: Card(
                subject=row.subject,
                title=f"{row.title}, {row.place}" if row.place else row.title,
                url=address(row),
                excerpt=excerpt(row.text, 200),
                is_public=_is_public(row),
                voice_id=row.voice_id,
                space=Subject("process", row.component.process_id) if row.component else None,
            )
            for row in rows
        }

    def may(self, verb: str, person: Any, id: int, at: datetime) -> Refusal | None:
        row = Report.objects.select_related("component__process").filter(pk=id).first()
        if row is None:
            return Refusal("gone", _("This report no longer exists."))
        if verb == "flag":
            return rules.must_be_there(row)
        if verb not in self.verbs:
            return Refusal("closed", _("This is not possible on a report."))
        return rules.may_see(person, row, at) or self.verbs[verb](person, row, at)

    def count(self, id: int, counter: str, by: int) -> None:
        count(report_id=id, counter=counter, by=by)

    def counters(self, counter: str, after: int, size: int) -> dict[int, int]:
        if counter not in COUNTERS:
            return {}
        return dict(Report.objects.filter(pk__gt=after).order_by("pk").values_list("pk", COUNTERS[counter])[:size])

    def set_hidden(self, id: int, hidden: bool) -> None:
        row = Report.objects.select_related("component__process", "category").get(pk=id)
        set_hidden(report=row, hidden=hidden, at=clock.now())


class UpdateSubject(SubjectKind):
    kind = "report_update"
    label = _("news of a report")
    label_plural = _("news of reports")

    def cards(self, ids: Collection[int]) -> dict[int, Card]:
        rows = Update.objects.filter(pk__in=ids, is_private=False).select_related("report__component__process")
        return {
            row.pk: Card(
                subject=row.subject,
                title=row.report.title,
                url=f"{address(row.report)}#news-{row.pk}",
                excerpt=excerpt(row.text, 200),
                is_public=row.is_public and _is_public(row.report),
                voice_id=row.voice_id,
            )
            for row in rows
        }

    def may(self, verb: str, person: Any, id: int, at: datetime) -> Refusal | None:
        row = Update.objects.select_related("report__component__process").filter(pk=id, is_private=False).first()
        if row is None:
            return Refusal("gone", _("This no longer exists."))
        if verb in ("see", "flag"):
            refusal = rules.may_see(person, row.report, at)
            hidden = Refusal("hidden", _("This was hidden by moderation.")) if row.hidden_at else None
            return refusal or (None if rules.has_right(person, row.report, rules.SEE) else hidden)
        return Refusal("closed", _("This is not possible on news of a report."))

    def set_hidden(self, id: int, hidden: bool) -> None:
        set_update_hidden(update=Update.objects.get(pk=id), hidden=hidden, at=clock.now())


subject_kinds.register(ReportSubject())
subject_kinds.register(UpdateSubject())
