import io
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from beffroi.channels.assisted import actions, queries
from beffroi.channels.assisted.access import POST
from beffroi.channels.assisted.channel import sort_of
from beffroi.channels.assisted.forms import DeclineForm, DoneForm, DutyForm
from beffroi.channels.assisted.models import Duty
from beffroi.channels.assisted.rules import must_still_go_out
from beffroi.channels.base import actions as base
from beffroi.channels.base.access import MANAGE
from beffroi.channels.base.media import captions, clip_bytes, jpeg
from beffroi.channels.base.models import Account, Delivery
from beffroi.channels.base.types import ChannelError
from beffroi.channels.base.wire import with_link
from beffroi.ground.people.access import team
from beffroi.ground.town.models import Town
from beffroi.kernel import clock
from beffroi.kernel.html import clean, from_markdown
from beffroi.kernel.later import Later
from beffroi.kernel.paging import page
from beffroi.kernel.text import excerpt

if TYPE_CHECKING:
    import segno
else:
    segno = Later("segno")


@team(POST)
def index(request: HttpRequest) -> HttpResponse:
    """What waits for a hand, the oldest first; and what was done lately."""
    at = clock.now()
    rows = [
        {
            "delivery": row,
            "title": row.message.get("title") or excerpt(row.message["text"], 80),
            "is_late": row.next_at < at - actions.late_after(row.account),
        }
        for row in queries.waiting().select_related("account").order_by("next_at", "pk")[:100]
    ]
    done = Delivery.objects.filter(account__kind="assisted", state__in=[Delivery.SENT, Delivery.WITHDRAWN])
    past = page(
        done.exclude(settled_at=None).select_related("account", "settled_by__voice"),
        order=("-settled_at", "-pk"),
        after=request.GET.get("after", ""),
        size=20,
    )
    accounts = Account.objects.filter(kind="assisted", closed_at=None).order_by("name", "pk")
    return render(request, "assisted/index.html", {"rows": rows, "past": past, "accounts": accounts})


def _delivery(pk: int) -> Delivery:
    return get_object_or_404(Delivery.objects.select_related("account"), pk=pk, account__kind="assisted")


@team(POST)
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything that one needs to post it, and the two ways to say how it went."""
    return _page(request, _delivery(pk))


def _page(request: HttpRequest, delivery: Delivery, done: DoneForm | None = None, decline: DeclineForm | None = None) -> HttpResponse:
    message, at = base.message_of(delivery), clock.now()
    context = {
        "delivery": delivery,
        "account": delivery.account,
        "sort": sort_of(delivery.account),
        "message": message,
        "title": message.title or excerpt(message.text, 80),
        "text": with_link(message),
        "pictures": list(enumerate(message.pictures)),
        "waits": delivery.state == Delivery.BY_HAND,
        "is_late": delivery.state == Delivery.BY_HAND and delivery.next_at < at - actions.late_after(delivery.account),
        "refusal": must_still_go_out(delivery, at) if delivery.state == Delivery.BY_HAND else None,
        "done_form": done or DoneForm(auto_id="done_%s"),
        "decline_form": decline or DeclineForm(auto_id="decline_%s"),
    }
    return render(request, "assisted/show.html", context)


@require_POST
@team(POST)
def done(request: HttpRequest, pk: int) -> HttpResponse:
    delivery, form, at = _delivery(pk), DoneForm(request.POST, auto_id="done_%s"), clock.now()
    refusal = must_still_go_out(delivery, at)
    if not form.is_valid():
        return _page(request, delivery, done=form)
    if refusal and not form.cleaned_data["url"]:  # what is out already is written down, whatever should have been
        messages.error(request, str(refusal))
        return redirect("assisted:show", pk)
    actions.done(delivery=delivery, person=request.user, url=form.cleaned_data["url"], at=at)
    messages.success(request, _("Thank you. It is written down as published."))
    return redirect("assisted:index")


@require_POST
@team(POST)
def decline(request: HttpRequest, pk: int) -> HttpResponse:
    delivery, form = _delivery(pk), DeclineForm(request.POST, auto_id="decline_%s")
    if not form.is_valid():
        return _page(request, delivery, decline=form)
    actions.decline(delivery=delivery, person=request.user, reason=form.cleaned_data["reason"], at=clock.now())
    messages.success(request, _("Written down as not published, with your reason."))
    return redirect("assisted:index")


@team(POST)
def picture(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """One picture, cut as it was decided, to save."""
    pictures = base.message_of(_delivery(pk)).pictures
    if number >= len(pictures):
        raise Http404
    try:
        content = jpeg(pictures[number], most_bytes=8_000_000)
    except ChannelError:
        raise Http404 from None
    answer = HttpResponse(content, content_type="image/jpeg")
    answer["Content-Disposition"] = f'attachment; filename="publication-{pk}-{number + 1}.jpg"'
    return answer


@team(POST)
def clip(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """The video, or its captions, to save."""
    found = base.message_of(_delivery(pk)).clip
    if found is None:
        raise Http404
    try:
        content, sort = clip_bytes(found) if kind == "video" else (captions(found).encode(), "text/vtt; charset=utf-8")
    except ChannelError:
        raise Http404 from None
    name = f"publication-{pk}.{'mp4' if kind == 'video' else 'vtt'}"
    answer = HttpResponse(content, content_type=sort)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@team(POST)
def poster(request: HttpRequest, pk: int) -> HttpResponse:
    """A poster to print (A4, or A5 two by two), its QR code leading to the publication."""
    delivery = _delivery(pk)
    message, is_small = base.message_of(delivery), request.GET.get("size") == "a5"
    context = {
        "delivery": delivery,
        "message": message,
        "title": message.title or excerpt(message.text, 80),
        "html": clean(message.html) if message.html else from_markdown(message.text),
        "town": Town.current(),
        "size": "a5" if is_small else "a4",
        "is_small": is_small,
        "address": _address(request, message.link) if message.link else "",
        "has_picture": bool(message.pictures),
        "alt": message.pictures[0].alt if message.pictures else "",
    }
    return render(request, "assisted/poster.html", context)


def _address(request: HttpRequest, link: str) -> str:
    base_url = settings.BASE_URL or f"{request.scheme}://{request.get_host()}"
    return base_url + link if link.startswith("/") else link


@team(POST)
def code(request: HttpRequest, pk: int) -> HttpResponse:
    """The QR code of a poster."""
    link = base.message_of(_delivery(pk)).link
    address = _address(request, link)
    if not link or urlsplit(address).scheme not in ("http", "https"):
        raise Http404
    out = io.BytesIO()
    segno.make(address, error="m").save(out, kind="svg", scale=8, border=2, xmldecl=False, svgns=True)
    return HttpResponse(out.getvalue(), content_type="image/svg+xml")


@team(MANAGE)
def duty(request: HttpRequest, pk: int) -> HttpResponse:
    """Who posts there."""
    account = get_object_or_404(Account, pk=pk, kind="assisted")
    held = Duty.objects.filter(account=account).first()
    form = DutyForm(request.POST or None, initial={"person": held.person_id if held else None})
    if request.method == "POST" and form.is_valid():
        actions.set_duty(account=account, duty=form.cleaned_data["person"], person=request.user)
        messages.success(request, _("Kept."))
        return redirect("assisted:index")
    return render(request, "assisted/duty.html", {"account": account, "form": form})
