"""The team's pages: what is offered, the counter, two accounts of one person."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from beffroi.ground.people import readings
from beffroi.ground.people.access import team
from beffroi.ground.people.models import Account
from beffroi.ground.people.rules import must_have_right
from beffroi.ground.verification import rules
from beffroi.ground.verification.actions.conflicts import keep, move
from beffroi.ground.verification.actions.counter import verify_at_counter
from beffroi.ground.verification.actions.parents import note_paper
from beffroi.ground.verification.counting import letters_to_print, open_conflicts
from beffroi.ground.verification.desk_forms import CounterForm, PersonForm, ReasonForm, find_accounts
from beffroi.ground.verification.models import AgeSaid, Agreement, Conflict, Provider, Roll, Verification
from beffroi.ground.verification.types import label_of, methods, settings_of
from beffroi.kernel import clock, limits
from beffroi.kernel.rules import Refused, require


@team(rules.COUNTER)
def index(request: HttpRequest) -> HttpResponse:
    """Where one goes from here, and what is offered to people."""
    at = clock.now()
    counts = dict(Verification.objects.holding(at).values_list("method").annotate(n=Count("pk")))
    ways = []
    for method in sorted(methods, key=lambda one: one.order):
        row = settings_of(method.kind)
        ways.append({"method": method, "row": row, "is_ready": method.is_ready(), "count": counts.get(method.kind, 0)})
    context = {
        "ways": ways,
        "providers": [{"row": row, "count": counts.get(row.slug, 0)} for row in Provider.objects.order_by("name")],
        "conflicts": open_conflicts(request.user, at),
        "letters": letters_to_print(request.user, at),
        "rolls": Roll.objects.count(),
        "may": {name: must_have_right(request.user, right) is None for name, right in _RIGHTS.items()},
    }
    return render(request, "verification/desk/index.html", context)


_RIGHTS = {"rolls": rules.ROLLS, "letters": rules.LETTERS, "conflicts": rules.CONFLICTS, "settings": rules.SETTINGS}


@team(rules.COUNTER)
def counter(request: HttpRequest) -> HttpResponse:
    """Somebody stands at the counter: find her account."""
    at, found = clock.now(), None
    form = PersonForm(request.GET or None) if request.GET.get("q") else PersonForm()
    if form.is_bound and form.is_valid():
        require(limits.must_be_within("verification-search", request.user.pk, most=120, per=timedelta(hours=1), at=at))
        found = find_accounts(form.cleaned_data["q"])
        if found:
            readings.note(reader=request.user, what="search", at=at, accounts=found)  # type: ignore[arg-type]
    return render(request, "verification/desk/counter.html", {"form": form, "found": found})


def _account(pk: int) -> Account:
    return get_object_or_404(Account.objects.select_related("voice"), pk=pk, erased_at=None, is_active=True)


def _person_page(request: HttpRequest, account: Account, form: CounterForm, status: int = 200) -> HttpResponse:
    at = clock.now()
    rows = Verification.objects.holding(at).filter(account=account).select_related("district", "agent__voice").order_by("-at", "-pk")
    said = AgeSaid.objects.filter(account=account).first()
    context = {
        "account": account,
        "voice": account.voice,
        "form": form,
        "refusal": rules.may_verify_at_counter(request.user, account),
        "rows": [{"row": row, "label": label_of(row.method)} for row in rows],
        "is_child": said.is_child if said else None,
        "agreement": Agreement.objects.filter(account=account).first(),
        "conflict": Conflict.objects.filter(claimant=account, state=Conflict.OPEN).first(),
    }
    return render(request, "verification/desk/person.html", context, status=status)


@team(rules.COUNTER)
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """What the agent reads on the paper is typed here, compared and forgotten."""
    account, at = _account(pk), clock.now()
    form = CounterForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said: dict[str, Any] = form.cleaned_data
        try:
            made = verify_at_counter(
                account=account, agent=request.user, last_name=said["last_name"], first_names=said["first_names"], birth=said["birth"],
                paper=said["paper"], district_id=said["district"].pk if said["district"] else None, at=at,
            )  # fmt: skip
        except Refused as error:
            form.add_error(None, str(error.refusal))
        else:
            if made.conflict:
                messages.warning(request, _("Another account was verified with this identity before. It waits among the double accounts."))
            else:
                messages.success(request, _("Verified. Give the paper back: nothing of it is kept."))
            return redirect("verification_desk:person", pk=pk)
    if request.method == "GET" and account.pk != request.user.pk:
        readings.note(reader=request.user, what="person", at=at, accounts=[account])  # type: ignore[arg-type]
    return _person_page(request, account, form, 422 if form.errors else 200)


@team(rules.COUNTER)
@require_POST
def paper(request: HttpRequest, pk: int) -> HttpResponse:
    """A parent signed at the counter."""
    account = _account(pk)
    try:
        note_paper(account=account, agent=request.user, at=clock.now())  # type: ignore[arg-type]
    except Refused as error:
        messages.error(request, str(error.refusal))
    else:
        messages.success(request, _("Noted. Keep the signed paper in the town hall’s file."))
    return redirect("verification_desk:person", pk=pk)


@team(rules.CONFLICTS)
def conflicts(request: HttpRequest) -> HttpResponse:
    """Those that wait, oldest first; then the last decided."""
    rows = Conflict.objects.select_related("claimant__voice", "holder__voice", "decided_by__voice")
    waiting = list(rows.filter(state=Conflict.OPEN).order_by("opened_at", "pk")[:50])
    decided = list(rows.exclude(state=Conflict.OPEN).order_by("-decided_at", "-pk")[:20])
    return render(request, "verification/desk/conflicts.html", {"waiting": waiting, "decided": decided})


@team(rules.CONFLICTS)
def conflict(request: HttpRequest, pk: int) -> HttpResponse:
    """Both accounts beside each other; the team decides, with a reason that both read."""
    row = get_object_or_404(Conflict.objects.select_related("claimant__voice", "holder__voice"), pk=pk)
    at, form = clock.now(), ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        act = move if request.POST.get("decision") == "move" else keep if request.POST.get("decision") == "keep" else None
        try:
            if act is None:
                form.add_error(None, _("Choose what becomes of it."))
            else:
                act(conflict=row, person=request.user, reason=form.cleaned_data["reason"], at=at)  # type: ignore[arg-type]
                messages.success(request, _("Decided. Those concerned are told by e-mail."))
                return redirect("verification_desk:conflicts")
        except Refused as error:
            form.add_error(None, str(error.refusal))
    if request.method == "GET":
        readings.note(reader=request.user, what="person", at=at, accounts=[row.claimant, row.holder])  # type: ignore[arg-type]
    sides = [_side(row.claimant, at), _side(row.holder, at)]
    context = {"row": row, "form": form, "sides": sides, "label": label_of(row.method), "is_open": row.state == Conflict.OPEN}
    return render(request, "verification/desk/conflict.html", context, status=422 if form.errors else 200)


def _side(account: Account, at: Any) -> dict[str, Any]:
    rows = Verification.objects.holding(at).filter(account=account).order_by("-at", "-pk")
    return {"account": account, "voice": account.voice, "rows": [{"row": row, "label": label_of(row.method)} for row in rows]}
