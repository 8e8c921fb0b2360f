"""What everybody may see of moderation, and where everybody may report."""

from collections.abc import Iterator
from typing import Any

from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from beffroi.commons.moderation import actions, queries
from beffroi.commons.moderation.forms import AppealForm, FlagForm
from beffroi.commons.moderation.models import Appeal, Decision, Flag, Rule
from beffroi.commons.moderation.rules import may_appeal, may_flag
from beffroi.commons.moderation.types import flag_doors
from beffroi.ground.people.doors import visitor_key
from beffroi.ground.people.requests import PersonRequest
from beffroi.kernel import access, clock
from beffroi.kernel.html import from_markdown
from beffroi.kernel.paging import page
from beffroi.kernel.rules import Refusal, Refused
from beffroi.kernel.subjects import Subject, subject_kinds
from beffroi.kernel.tables import csv_lines


@access.public
def numbers(request: PersonRequest) -> HttpResponse:
    """What was reported, what was decided, how fast; the way to the rules and to the register."""
    said = queries.numbers(clock.now())
    context: dict[str, Any] = {
        "numbers": said,
        "rules": queries.rules_in_force(),
        "month_labels": [date_format(month, "M y") for month, _count in said.months],
        "month_series": [{"label": _("Decisions"), "values": [count for _month, count in said.months]}],
    }
    return render(request, "moderation/numbers.html", context)


@access.public
def rules(request: PersonRequest) -> HttpResponse:
    """The rules in force, and those that were."""
    old = Rule.objects.exclude(until=None).order_by("number", "-version")
    context = {"rules": [_shown(rule) for rule in queries.rules_in_force()], "old": [_shown(rule) for rule in old]}
    return render(request, "moderation/rules.html", context)


def _shown(rule: Rule) -> dict[str, Any]:
    return {"row": rule, "html": from_markdown(rule.text, headings=3)}


@access.public
def register(request: PersonRequest) -> HttpResponse:
    """Every decision, without names."""
    rows = page(_decisions(), order=("-made_at", "-pk"), after=request.GET.get("after", ""), size=30)
    return render(request, "moderation/register.html", {"page": rows})


def _decisions() -> Any:
    return Decision.objects.select_related("rule", "appeal").defer("facts", "rule__texts", "appeal__text", "appeal__answer")


@access.public
def register_csv(request: PersonRequest) -> StreamingHttpResponse:
    """The same as a file, for whoever wants to count."""
    header = [
        "decision",
        "date",
        "act",
        "rule",
        "rule_version",
        "reason",
        "kind",
        "source",
        "automated",
        "hours_waited",
        "undone",
        "appeal",
    ]

    def lines() -> Iterator[list[Any]]:
        for row in _decisions().order_by("made_at", "pk").iterator(chunk_size=1000):
            yield [
                row.pk, row.made_at.isoformat(timespec="seconds"), row.act, row.rule.number if row.rule else "",
                row.rule.version if row.rule else "", row.reason, row.subject_kind, row.source, int(row.is_automated),
                "" if row.waited_seconds is None else round(row.waited_seconds / 3600, 1),
                row.undone_at.isoformat(timespec="seconds") if row.undone_at else "", appeal_word(row),
            ]  # fmt: skip

    answer = StreamingHttpResponse(csv_lines(header, lines(), mark=False), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="moderation.csv"'
    return answer


def appeal_word(decision: Decision) -> str:
    appeal = getattr(decision, "appeal", None)
    if appeal is None:
        return ""
    return {None: "waiting", True: "granted", False: "refused"}[appeal.is_granted]


@never_cache
@access.public
def flag(request: PersonRequest, about: str) -> HttpResponse:
    """Report something; with or without an account."""
    at = clock.now()
    try:
        subject = Subject.parse(about)
        card = subject.card()
    except (ValueError, OverflowError):
        raise Http404 from None
    refusal = may_flag(request.person, subject, at)
    if card is None or (not card.is_public and subject_kinds[subject.kind].may("see", request.person, subject.id, at)):
        raise Http404
    form = FlagForm(request.POST or None, is_signed_in=request.person.is_authenticated)
    if request.method == "POST" and refusal is None and form.is_valid():
        said = form.cleaned_data
        if said["website"]:
            return redirect(card.url)  # a robot: it need not know
        more = {
            "subject": subject, "person": request.person, "text": said["text"], "email": said.get("email", ""),
            "language": (get_language() or "fr")[:2], "key": visitor_key(request), "at": at,
        }  # fmt: skip
        try:
            if door := flag_doors.get(said["reason"]):
                return redirect(door.take(**more))
            made = actions.flag(reason=said["reason"], name=said.get("name", ""), **more)
        except Refused as error:
            form.add_error(None, str(error))
        else:
            return redirect("moderation:receipt", key=made.key)
    return render(request, "moderation/flag.html", {"card": card, "subject": subject, "form": form, "refusal": refusal})


@never_cache
@access.by_link
def receipt(request: PersonRequest, key: str) -> HttpResponse:
    """What becomes of a report, for whoever holds its address."""
    found = get_object_or_404(Flag.objects.select_related("case"), key=key)
    decision = (
        found.case.decisions.filter(act__in=(Decision.KEEP, Decision.WARN, Decision.HIDE))
        .select_related("rule")
        .order_by("made_at")
        .first()
    )
    return render(request, "moderation/receipt.html", {"flag": found, "case": found.case, "decision": decision})


@never_cache
@access.by_link
def decision(request: PersonRequest, key: str) -> HttpResponse:
    """The statement of reasons, for whoever holds its address; its author appeals here."""
    found = get_object_or_404(Decision.objects.select_related("rule", "case", "appeal"), key=key)
    at = clock.now()
    refusal: Refusal | None = may_appeal(request.person, found, at)
    form = AppealForm(request.POST or None)
    if request.method == "POST" and refusal is None and form.is_valid():
        actions.appeal(decision=found, person=request.person, text=form.cleaned_data["text"], at=at)
        return redirect("moderation:decision", key=key)
    is_author = request.person.is_authenticated and found.voice_id == request.person.voice.pk
    card = found.subject.card() if found.subject_kind in subject_kinds else None
    context = {
        "decision": found,
        "card": card,
        "rule_html": from_markdown(found.rule.text, headings=4) if found.rule else "",
        "appeal": Appeal.objects.filter(decision=found).first(),
        "form": form,
        "refusal": refusal,
        "is_author": is_author,
    }
    return render(request, "moderation/decision.html", context)
