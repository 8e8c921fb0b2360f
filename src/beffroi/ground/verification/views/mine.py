"""Show who I am: which ways there are, what is kept, how to take it back."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from beffroi.ground.people.actions.waiting import drop_act
from beffroi.ground.people.gates import oneself
from beffroi.ground.people.models import WaitingAct
from beffroi.ground.people.types import guest_acts
from beffroi.ground.verification import requirements, rules
from beffroi.ground.verification.actions.granting import withdraw
from beffroi.ground.verification.asking import HELD
from beffroi.ground.verification.models import Agreement, Conflict, Letter, Provider, Verification
from beffroi.ground.verification.types import EMAIL, PAPERS, Method, label_of, methods, settings_of
from beffroi.ground.verification.views import steps
from beffroi.kernel import clock


@oneself
def index(request: HttpRequest) -> HttpResponse:
    """What is asked, what waits, the ways, what is kept."""
    steps.remember(request)
    at, account = clock.now(), request.user
    asked, act = steps.requirement_of(request), steps.act_of(request)
    rows = list(Verification.objects.holding(at).filter(account=account).select_related("district").order_by("-at", "-pk"))
    missing = rules.lacking(account, asked, at, rows)
    papers = dict(PAPERS)
    context = {
        "asked": requirements.sentence(asked),
        "act": act,
        "preview": preview(act) if act else [],
        "missing": missing,
        "needs_way": not asked or bool({"method", "age", "district"} & set(missing)),
        "ways": ways(asked, held={row.method for row in rows}),
        "rows": [{"row": row, "label": label_of(row.method), "paper": papers.get(row.paper, "")} for row in rows],
        "letter": Letter.objects.filter(account=account, state__in=[Letter.ASKED, Letter.PRINTED]).first(),
        "conflict": Conflict.objects.filter(claimant=account, state=Conflict.OPEN).exists(),
        "agreement": Agreement.objects.filter(account=account).first(),
        "is_confirmed": account.email_confirmed_at is not None,  # type: ignore[union-attr]
    }
    return render(request, "verification/mine.html", context)


def ways(asked: dict[str, Any], *, held: set[str]) -> list[dict[str, Any]]:
    """The ways that are open, and of use here; those that she has already are marked."""
    wanted = [one for one in asked.get("methods", []) if one != EMAIL]
    needs_more = bool(asked.get("minimum_age") or asked.get("districts"))
    found: list[dict[str, Any]] = []
    for provider in Provider.objects.filter(is_open=True).order_by("kind", "name"):
        if not wanted or provider.slug in wanted:
            found.append(
                {
                    "kind": provider.slug,
                    "name": provider.name,
                    "provider": provider,
                    "url": reverse("verification:provider", args=[provider.slug]),
                }
            )
    for method in sorted(methods, key=lambda one: one.order):
        if (not wanted or method.kind in wanted) and is_offered(method):
            found.append({"kind": method.kind, "name": method.label, "method": method, "url": reverse(method.url_name)})
    for way in found:
        way["is_held"] = way["kind"] in held and not needs_more
    return found


def is_offered(method: Method) -> bool:
    return method.is_ready() and settings_of(method.kind).is_open


def open_or_404(kind: str) -> Method:
    """The page of a way that the town does not offer is not there."""
    method = methods[kind]
    if not is_offered(method):
        raise Http404
    return method


def preview(act: WaitingAct) -> list[str]:
    return guest_acts[act.kind].preview(act.data) if act.kind in guest_acts else []


@oneself
@require_POST
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """She does not want to be verified in this way any more: it is forgotten at once."""
    row = get_object_or_404(Verification, pk=pk, account=request.user)
    withdraw(verification=row, at=clock.now())
    messages.success(request, _("Forgotten. What you wrote before stays."))
    return redirect("verification:mine")


@oneself
@require_POST
def go_on(request: HttpRequest) -> HttpResponse:
    """Nothing is missing any more: do what waits."""
    return steps.finish(request)


@oneself
@require_POST
def drop(request: HttpRequest) -> HttpResponse:
    """Forget what was written."""
    act = steps.act_of(request)
    request.session.pop(steps.KEY, None)
    if act is None:
        return redirect("verification:mine")
    back = act.back if act.back.startswith("/") and not act.back.startswith("//") else "/"
    drop_act(act=act)
    messages.success(request, _("Your text is deleted. Nothing was sent."))
    return HttpResponseRedirect(back)


@oneself
def again(request: HttpRequest, key: str) -> HttpResponse:
    """The form as she had filled it in, ready to be sent."""
    act = WaitingAct.objects.filter(key=key, kind=HELD, account=request.user, expires_at__gt=clock.now()).first()
    if act is None:
        return render(request, "people/guest_gone.html", status=410)
    request.session.pop(steps.KEY, None)
    path = str(act.data.get("path", ""))
    if not path.startswith("/") or path.startswith("//"):
        raise Http404
    context = {"act": act, "path": path, "fields": act.data.get("fields", []), "files": act.data.get("files"), "preview": preview(act)}
    return render(request, "verification/again.html", context)
