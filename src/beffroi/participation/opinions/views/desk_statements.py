"""The team reads statements, many at once; writes its own; draws some from other parts of the process."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.http import require_POST

from beffroi.kernel import clock
from beffroi.kernel.paging import page
from beffroi.kernel.rules import Refused
from beffroi.kernel.text import excerpt
from beffroi.participation.opinions import actions, rules
from beffroi.participation.opinions.access import MODERATE
from beffroi.participation.opinions.actions.stating import Seed, tidy
from beffroi.participation.opinions.forms import CorrectForm, DecideForm, SeedForm
from beffroi.participation.opinions.models import MAP, OpinionMap, Statement
from beffroi.participation.opinions.views.desk import frame, map_of, url
from beffroi.participation.spaces.access import component_team
from beffroi.participation.spaces.models import Component
from beffroi.participation.spaces.types import component_types, contributions

SIZE = 30
WAITING, SHOWN, REFUSED = "attente", "montrees", "ecartees"


def _kinds() -> dict[str, Any]:
    return {
        WAITING: pgettext("opinions", "To read"), SHOWN: pgettext("opinions", "Shown"), REFUSED: pgettext("opinions", "Not taken up"),
    }  # fmt: skip


def _listed(map: OpinionMap, kind: str) -> Any:
    rows = Statement.objects.filter(map=map).select_related("voice")
    if kind == WAITING:
        return rows.waiting()
    return rows.filter(state=Statement.SHOWN if kind == SHOWN else Statement.REFUSED)


@component_team(MAP, MODERATE)
def index(request: HttpRequest, component: Component) -> HttpResponse:
    """Statements to read first; then those that are shown, and those that were not taken up."""
    return _list(request, map_of(component))


def _list(request: HttpRequest, map: OpinionMap, form: DecideForm | None = None) -> HttpResponse:
    kind = request.GET.get("liste", WAITING)
    kind = kind if kind in _kinds() else WAITING
    order = ("created_at", "pk") if kind == WAITING else ("-number",)
    found = page(_listed(map, kind), order=order, after=request.GET.get("apres", ""), size=SIZE)
    waiting = _listed(map, WAITING).count()
    context = {
        **frame(request, map, "statements"),
        "page": found,
        "kind": kind,
        "form": form or DecideForm(numbers=[row.pk for row in found.rows]),
        "ticked": {int(pk) for pk in form.data.getlist("statements") if pk.isdecimal()} if form else set(),  # type: ignore[attr-defined]
        "may_accept": kind != SHOWN,
        "may_refuse": kind != REFUSED,
        "lists": [
            {"label": label, "url": f"?liste={name}", "current": name == kind, **({"count": waiting} if name == WAITING else {})}
            for name, label in _kinds().items()
        ],
    }
    return render(request, "opinions/desk/statements.html", context, status=422 if form else 200)


@component_team(MAP, MODERATE)
@require_POST
def decide(request: HttpRequest, component: Component) -> HttpResponse:
    """Accept or refuse all that are ticked."""
    map = map_of(component)
    sent = [int(pk) for pk in request.POST.getlist("statements")[:200] if pk.isascii() and pk.isdecimal() and len(pk) < 18]
    form = DecideForm(request.POST, numbers=list(map.statements.filter(pk__in=sent).values_list("pk", flat=True)))
    if not form.is_valid():
        return _list(request, map, form)
    data, accept = form.cleaned_data, form.cleaned_data["act"] == DecideForm.ACCEPT
    try:
        n = actions.decide(
            map=map, statements=data["statements"], person=request.user, accept=accept, reason=data["reason"], note=data["note"],
            at=clock.now(),
        )  # fmt: skip
    except Refused as refused:
        messages.error(request, str(refused.refusal))
    else:
        said = ngettext("%(n)d statement is shown.", "%(n)d statements are shown.", n) if accept else ngettext("%(n)d statement is not taken up; its author is told why.", "%(n)d statements are not taken up; their authors are told why.", n)  # fmt: skip
        messages.success(request, said % {"n": n})
    liste = request.GET.get("liste", WAITING)
    return redirect(f"{url(map, 'statements')}?liste={liste if liste in _kinds() else WAITING}")


@component_team(MAP, MODERATE)
def correct(request: HttpRequest, component: Component, number: int) -> HttpResponse:
    """The words of one statement, before anybody answered it."""
    map = map_of(component)
    row = get_object_or_404(Statement.objects.select_related("voice"), map=map, number=number)
    row.map = map
    form = CorrectForm(request.POST or None, initial={"text": row.text, "is_meta": row.is_meta})
    has_votes = row.votes.exists()
    if has_votes:
        form.fields["text"].disabled = True
    if request.method == "POST" and form.is_valid():
        try:
            actions.correct(statement=row, person=request.user, at=clock.now(), **form.cleaned_data)
        except Refused as refused:
            form.add_error("text", str(refused.refusal))
        else:
            messages.success(request, _("Saved."))
            return redirect(url(map, "statements") + (f"?liste={SHOWN}" if row.state == Statement.SHOWN else ""))
    context = {**frame(request, map, "statements"), "form": form, "row": row, "has_votes": has_votes}
    return render(request, "opinions/desk/correct.html", context, status=422 if form.errors else 200)


@component_team(MAP, MODERATE)
def seed(request: HttpRequest, component: Component) -> HttpResponse:
    """Statements of the team, one on each line."""
    map = map_of(component)
    form = SeedForm(request.POST or None, longest=rules.setting(component, "longest"))
    if request.method == "POST" and form.is_valid():
        return _sown(request, map, [Seed(line) for line in form.cleaned_data["lines"]])
    context = {**frame(request, map, "statements"), "form": form, "sources": _sources(map)}
    return render(request, "opinions/desk/seed.html", context, status=422 if form.errors else 200)


def _sown(request: HttpRequest, map: OpinionMap, seeds: list[Seed]) -> HttpResponse:
    rows = actions.seed(map=map, person=request.user, seeds=seeds, at=clock.now())
    said = ngettext("%(n)d statement was added.", "%(n)d statements were added.", len(rows)) % {"n": len(rows)}
    messages.success(request, said)
    return redirect(f"{url(map, 'statements')}?liste={SHOWN}")


def _sources(map: OpinionMap) -> list[dict[str, Any]]:
    """The other parts of the process from which statements can be drawn."""
    rows = Component.objects.filter(process=map.component.process_id, kind__in=[one.kind for one in contributions if one.kind != MAP])
    return [
        {"title": row.title, "kind": component_types[row.kind].label, "url": f"{url(map, 'take')}?partie={row.pk}"}
        for row in rows.order_by("position")
        if row.kind in component_types
    ]


@component_team(MAP, MODERATE)
def take(request: HttpRequest, component: Component) -> HttpResponse:
    """What people contributed elsewhere in this process, each put into one sentence by the team."""
    map, longest = map_of(component), rules.setting(component, "longest")
    number = request.GET.get("partie", "")
    number = number if number.isascii() and number.isdecimal() and len(number) < 18 else "0"
    source = get_object_or_404(Component.objects.filter(process=component.process_id).exclude(kind=MAP), pk=int(number))
    if source.kind not in contributions:
        return redirect(url(map, "seed"))
    source.process = component.process
    there = set(map.statements.exclude(origin_key="").values_list("origin_key", flat=True))
    found = [one for one in contributions[source.kind].search(source) if str(one.subject) not in there]
    lines: list[dict[str, Any]] = [
        {
            "key": str(one.subject),
            "name": str(one.subject).replace(":", "-"),
            "text": excerpt(one.title, longest),
            "url": one.url,
            "was": one.title,
        }
        for one in found
    ]
    problems: list[str] = []
    if request.method == "POST":
        picked = set(request.POST.getlist("pick"))
        seeds = []
        for line in lines:
            line["text"] = tidy(request.POST.get(f"text-{line['name']}", line["text"]))[:1000]
            line["is_picked"] = line["key"] in picked
            if not line["is_picked"]:
                continue
            if refusal := rules.must_be_one_idea(line["text"], longest):
                line["problem"] = str(refusal)
                problems.append(line["name"])
            seeds.append(Seed(line["text"], line["key"], line["url"]))
        if seeds and not problems:
            return _sown(request, map, seeds)
    is_empty = request.method == "POST" and not problems
    context = {
        **frame(request, map, "statements"), "source": source, "lines": lines, "problems": problems, "longest": longest, "is_empty": is_empty,
    }  # fmt: skip
    return render(request, "opinions/desk/take.html", context, status=422 if problems or is_empty else 200)
