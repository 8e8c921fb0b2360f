"""What everybody sees: contests, their rules, taking part, the result that anyone can check."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from beffroi.ground.people import guests
from beffroi.ground.people.doors import visitor_key
from beffroi.ground.people.requests import PersonRequest
from beffroi.kernel import clock, html
from beffroi.kernel.access import public
from beffroi.kernel.limits import must_be_within
from beffroi.kernel.paging import page
from beffroi.kernel.rules import require
from beffroi.outreach.contests import actions
from beffroi.outreach.contests.forms import EnterForm
from beffroi.outreach.contests.models import Contest, Entry
from beffroi.outreach.contests.rules import may_enter, may_take_back, must_be_open

HOUR, PER_HOUR = timedelta(hours=1), 20


@public
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    at = clock.now()
    rows = page(
        Contest.objects.public().select_related("image").defer("rules", "tickets", "drawn", "more_rules"),
        order=("-closes_at", "-pk"), after=request.GET.get("after", ""), size=12,
    )  # fmt: skip
    cards = [{"contest": row, "stage": row.stage(at)} for row in rows]
    return render(request, "contests/index.html", {"page": rows, "cards": cards})


@public
@require_safe
def show(request: HttpRequest, slug: str) -> HttpResponse:
    """What it is, until when, what can be won; then its photos; then its result."""
    contest, at = _found(slug), clock.now()
    shown = contest.entries.shown().select_related("image", "voice")
    photos = None
    if contest.kind == Contest.PHOTO:
        photos = page(shown, order=("-number",), after=request.GET.get("after", ""), size=12)
    winners = shown.filter(outcome__in=[Entry.WINNER, Entry.CONFIRMED]).order_by("place", "number")
    context = {
        "contest": contest,
        "stage": contest.stage(at),
        "refusal": must_be_open(contest, at),
        "photos": photos,
        "winners": list(winners) if contest.decided_at else [],
        "prizes": contest.prize_lines,
        "text": html.from_markdown(contest.text),
        "right": contest.options[contest.right] if contest.closed_at and contest.right is not None else "",
        "has_begun": at >= contest.opens_at,
    }
    return render(request, "contests/show.html", context)


@public
@require_safe
def rules(request: HttpRequest, slug: str) -> HttpResponse:
    contest = _found(slug)
    return render(request, "contests/rules.html", {"contest": contest, "rules": html.from_markdown(contest.rules, headings=2)})


@never_cache
@public
@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: PersonRequest, slug: str) -> HttpResponse:
    """The form. A visitor says who she is afterwards; her photo and words wait."""
    contest, at, person = _found(slug), clock.now(), request.person
    refusal = may_enter(person, contest, at) if person.is_authenticated else must_be_open(contest, at)
    form = EnterForm(contest, request.POST or None, request.FILES or None)
    if request.method == "POST" and not refusal and form.is_valid():
        require(must_be_within("contests-enter", visitor_key(request), most=PER_HOUR, per=HOUR, at=at))
        return guests.act(request, "contests:enter", form.data_of(at))
    status = 403 if refusal else 422 if form.errors else 200
    return render(request, "contests/enter.html", {"contest": contest, "form": form, "refusal": refusal}, status=status)


@never_cache
@public
@require_http_methods(["GET", "HEAD", "POST"])
def mine(request: PersonRequest, slug: str) -> HttpResponse:
    """My ticket; I can take it back."""
    contest, at, person = _found(slug), clock.now(), request.person
    entry = None
    if person.is_authenticated:
        entry = Entry.objects.select_related("contest", "image").filter(contest=contest, voice=person.voice).first()
    refusal = may_take_back(person, entry, at) if entry else None
    if request.method == "POST" and entry:
        actions.take_back(entry=entry, person=person, at=at)
        messages.success(request, _("Taken back: you no longer take part, and what you sent is erased."))
        return redirect(contest)
    context: dict[str, Any] = {"contest": contest, "entry": entry, "refusal": refusal, "is_known": person.is_authenticated}
    return render(request, "contests/mine.html", context)


@public
@require_safe
def draw(request: HttpRequest, slug: str) -> JsonResponse:
    """Everything needed to do the draw again."""
    contest = _found(slug)
    said = {
        "contest": contest.title,
        "rules_sha256": contest.rules_hash,
        "promise": contest.promise,
        "tickets": contest.tickets,
        "tickets_sha256": contest.tickets_hash,
        "seed": contest.revealed_seed,
        "word": contest.word,
        "order": contest.drawn,
        "method": 'promise = SHA-256(seed); tickets_sha256 = SHA-256("1,2,…"); order = sort by SHA-256("seed:word:tickets_sha256:ticket")',
    }
    return JsonResponse(said, json_dumps_params={"ensure_ascii": False, "indent": 1})


def _found(slug: str) -> Contest:
    return get_object_or_404(Contest.objects.public().select_related("image"), slug=slug)
