"""The letters themselves and their subscribers, for the team."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from beffroi.channels.newsletter import actions, advice, queries
from beffroi.channels.newsletter.access import SUBSCRIBERS, WRITE
from beffroi.channels.newsletter.forms import AddForm, ImportForm, LetterForm
from beffroi.channels.newsletter.models import Letter, Subscription
from beffroi.ground.people.access import team
from beffroi.kernel import clock
from beffroi.kernel.paging import page


@team(WRITE)
def letter(request: HttpRequest, pk: int) -> HttpResponse:
    """How this letter goes out."""
    found = get_object_or_404(Letter, pk=pk)
    form = LetterForm(request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        actions.change_letter(letter=Letter.objects.get(pk=pk), person=request.user, changes=form.changes, at=clock.now())
        messages.success(request, _("Kept."))
        return redirect("newsletter_desk:letter", pk)
    return render(request, "newsletter/desk/letter.html", {"letter": found, "form": form, "counts": queries.reader_counts([found])[pk]})


@team(SUBSCRIBERS)
def subscribers(request: HttpRequest, pk: int) -> HttpResponse:
    """Who receives it; looked for by address."""
    found = get_object_or_404(Letter, pk=pk)
    rows = Subscription.objects.filter(letter=found, left_at=None).select_related("subscriber", "intake")
    if asked := request.GET.get("q", "").strip().lower()[:100]:
        rows = rows.filter(subscriber__email__contains=asked)
    form = AddForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if actions.add(letter=found, person=request.user, at=clock.now(), **form.cleaned_data):
            messages.success(request, _("Added."))
        else:
            messages.info(
                request, _("This address receives the letter already, or has left it: only its owner can come back, on the site.")
            )
        return redirect("newsletter_desk:subscribers", pk)
    context = {
        "letter": found,
        "page": page(rows, order=("-since", "-pk"), after=request.GET.get("after", ""), size=50),
        "form": form,
        "q": asked,
        "counts": queries.reader_counts([found])[pk],
    }
    return render(request, "newsletter/desk/subscribers.html", context)


@require_POST
@team(SUBSCRIBERS)
def take_out(request: HttpRequest, pk: int, subscription: int) -> HttpResponse:
    """Asked by telephone or at the counter."""
    found = get_object_or_404(Subscription.objects.select_related("subscriber", "letter"), pk=subscription, letter_id=pk)
    actions.leave(subscriber=found.subscriber, letter=found.letter, issue=None, at=clock.now())
    messages.success(request, _("%(address)s no longer receives it.") % {"address": found.subscriber.email})
    return redirect("newsletter_desk:subscribers", pk)


@team(SUBSCRIBERS)
def bring_in(request: HttpRequest, pk: int) -> HttpResponse:
    """A list, with its proof of consent."""
    found = get_object_or_404(Letter, pk=pk)
    form = ImportForm(request.POST or None, request.FILES or None)
    intake = None
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        intake = actions.bring_in(letter=found, emails=data["emails"], proof=data["proof"], person=request.user, at=clock.now())
    context = {
        "letter": found,
        "form": form,
        "intake": intake,
        "wrong": form.cleaned_data.get("wrong", [])[:20] if intake else [],
        "past": found.intakes.select_related("by__voice").order_by("-at")[:10],
    }
    return render(request, "newsletter/desk/import.html", context)


@team(WRITE)
def arrival(request: HttpRequest) -> HttpResponse:
    """Will our mails arrive? What is set, what the domain says, what to do."""
    return render(request, "newsletter/desk/arrival.html", {"report": advice.look()})
