"""For one reader, by signed links: subscribe, confirm, choose, leave. Nothing tells whether an address is known."""

from datetime import timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from beffroi.channels.newsletter import actions, wording
from beffroi.channels.newsletter.forms import SubscribeForm, WishesForm
from beffroi.channels.newsletter.mailing import ask_to_confirm
from beffroi.channels.newsletter.models import Issue, Letter, Subscriber, Subscription
from beffroi.ground.places.models import District
from beffroi.kernel import clock, tokens
from beffroi.kernel.access import by_link, public
from beffroi.kernel.limits import must_be_within

PER_ADDRESS, PER_CLIENT = 3, 15


def _open_letters() -> list[Letter]:
    return list(Letter.objects.filter(is_open=True, account__closed_at=None).order_by("name", "pk"))


def _queryset(letters: list[Letter]):
    return Letter.objects.filter(pk__in=[letter.pk for letter in letters]).order_by("name", "pk")


@never_cache
@public
@require_http_methods(["GET", "HEAD", "POST"])
def subscribe(request: HttpRequest) -> HttpResponse:
    """An address and wishes: kept nowhere until its owner presses the button behind the link that we send."""
    at, letters = clock.now(), _open_letters()
    asked = request.GET.get("letter", "")
    initial = {
        "letters": [letter.pk for letter in letters if letter.slug == asked or len(letters) == 1],
        "language": get_language(),
        "email": request.user.email if request.user.is_authenticated else "",
    }
    form = SubscribeForm(request.POST or None, letters=_queryset(letters), initial=initial)
    refusal = None
    if request.method == "POST" and form.is_valid():
        refusal = must_be_within("newsletter:subscribe", request.META["REMOTE_ADDR"], most=PER_CLIENT, per=timedelta(hours=1), at=at)
        if refusal is None:
            email = form.cleaned_data["email"].lower()
            # Too many for one address: no mail, and the same page, so that nobody learns what others asked for.
            if must_be_within("newsletter:address", email, most=PER_ADDRESS, per=timedelta(days=1), at=at) is None:
                ask_to_confirm(email=email, at=at, **form.wishes)
            return render(request, "newsletter/asked.html", {"email": email})
    return render(request, "newsletter/subscribe.html", {"form": form, "refusal": refusal, "letters": letters})


@never_cache
@by_link
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """The link of the mail: a button, because mail programs follow links by themselves."""
    at = clock.now()
    said = tokens.read(wording.CONFIRM, token, at=at, max_age=wording.CONFIRM_LASTS)
    if said is None:
        return render(request, "newsletter/wrong_link.html", status=404)
    letters = list(Letter.objects.filter(pk__in=said["letters"]).order_by("name", "pk"))
    if request.method == "POST":
        subscriber = actions.subscribe(
            email=said["email"],
            letters=letters,
            topics=said["topics"],
            district=District.objects.filter(pk=said["district"]).first() if said["district"] else None,
            language=said["language"],
            at=at,
        )
        messages.success(request, _("It is done: you are subscribed."))
        return redirect("newsletter:choose", tokens.sign(wording.CHOOSE, subscriber.pk, at=at))
    return render(request, "newsletter/confirm.html", {"email": said["email"], "letters": letters})


@never_cache
@by_link
@require_http_methods(["GET", "HEAD", "POST"])
def choose(request: HttpRequest, token: str) -> HttpResponse:
    """What one receives; all of it can be ended here."""
    at = clock.now()
    pk = tokens.read(wording.CHOOSE, token, at=at, max_age=wording.CHOOSE_LASTS)
    subscriber = Subscriber.objects.filter(pk=pk).first() if pk else None
    if subscriber is None:
        return render(request, "newsletter/wrong_link.html", status=404)
    mine = list(Subscription.objects.filter(subscriber=subscriber, left_at=None).values_list("letter_id", flat=True))
    letters = (_queryset(_open_letters()) | Letter.objects.filter(pk__in=mine)).distinct().order_by("name", "pk")
    initial = {"letters": mine, "topics": subscriber.topics, "district": subscriber.district_id, "language": subscriber.language}
    form = WishesForm(request.POST if "keep" in request.POST else None, letters=letters, initial=initial)
    if "forget" in request.POST:
        actions.remove(email=subscriber.email, at=at)
        return render(request, "newsletter/left.html", {"is_done": True, "is_forgotten": True, "letter": None, "token": ""})
    if request.method == "POST" and form.is_valid():
        actions.wish(subscriber=subscriber, at=at, **form.wishes)
        messages.success(request, _("Your choice is kept."))
        return redirect(request.path)
    return render(request, "newsletter/choose.html", {"form": form, "subscriber": subscriber, "has_none": not mine})


@never_cache
@csrf_exempt  # RFC 8058: the mail program posts by itself; the signed link is the proof
@by_link
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: HttpRequest, token: str) -> HttpResponse:
    """One click: no more of this letter, without signing in."""
    at = clock.now()
    said = tokens.read(wording.LEAVE, token, at=at, max_age=wording.LEAVE_LASTS)
    letter = Letter.objects.filter(pk=said[1]).first() if said else None
    if said is None or letter is None:
        return render(request, "newsletter/wrong_link.html", status=404)
    subscriber = Subscriber.objects.filter(pk=said[0]).first()
    if request.method == "POST" and subscriber:
        issue = Issue.objects.filter(pk=said[2]).first() if said[2] else None
        actions.leave(subscriber=subscriber, letter=letter, issue=issue, at=at)
    choose_token = tokens.sign(wording.CHOOSE, subscriber.pk, at=at) if subscriber else ""
    context = {"is_done": request.method == "POST" or subscriber is None, "is_forgotten": False, "letter": letter, "token": choose_token}
    return render(request, "newsletter/left.html", context)
