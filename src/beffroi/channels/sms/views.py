import secrets
from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from beffroi.channels.base.counting import segments
from beffroi.channels.base.models import Account
from beffroi.channels.sms import actions, jobs, money
from beffroi.channels.sms.access import MANAGE
from beffroi.channels.sms.channel import countries, working_account
from beffroi.channels.sms.forms import CodeForm, CountForm, SubscribeForm
from beffroi.channels.sms.models import Bill, Notice, Subscriber
from beffroi.channels.sms.numbers import hidden, normal
from beffroi.ground.people.access import team
from beffroi.ground.places.models import District
from beffroi.ground.town.models import Town
from beffroi.kernel import clock, tokens
from beffroi.kernel.access import public
from beffroi.kernel.limits import must_be_within
from beffroi.kernel.paging import page
from beffroi.kernel.rules import Refusal

PURPOSE, LASTS = "sms-code", timedelta(minutes=15)
CODES, TRIES, PER_CLIENT, PER_DAY = 3, 6, 6, 300  # each code costs the town


@never_cache
@public
@require_http_methods(["GET", "HEAD", "POST"])
def subscribe(request: HttpRequest) -> HttpResponse:
    """The number, then the code that it received. To stop: the same, or answer STOP."""
    account, at = working_account(), clock.now()
    if account is None:
        return render(request, "sms/closed.html")
    if "asked" in request.POST:
        return _confirm(request, at)
    form = SubscribeForm(request.POST or None)
    refusal = None
    if request.method == "POST" and form.is_valid():
        try:
            number = normal(form.cleaned_data["number"], countries=countries(account))
        except ValidationError as error:
            form.add_error("number", error)
        else:
            refusal = _must_be_rare(request, number, at)
            if refusal is None:
                return _ask_code(request, account, number, form, at)
    return render(request, "sms/subscribe.html", {"form": form, "refusal": refusal})


def _must_be_rare(request: HttpRequest, number: str, at: datetime) -> Refusal | None:
    day = timedelta(days=1)
    return (
        must_be_within("sms:client", request.META["REMOTE_ADDR"], most=PER_CLIENT, per=timedelta(hours=1), at=at)
        or must_be_within("sms:number", number, most=CODES, per=day, at=at)
        or must_be_within("sms:all", "all", most=PER_DAY, per=day, at=at)
    )


def _mark(number: str, code: str) -> str:
    return salted_hmac("beffroi.sms.code", f"{number}|{code}", algorithm="sha256").hexdigest()


def _ask_code(request: HttpRequest, account: Account, number: str, form: SubscribeForm, at: datetime) -> HttpResponse:
    code = f"{secrets.randbelow(1_000_000):06d}"
    leaving = "leave" in request.POST
    district = form.cleaned_data.get("district")
    said: dict[str, Any] = {
        "number": number,
        "mark": _mark(number, code),
        "topics": form.cleaned_data.get("topics") or [],
        "district": district.pk if district else 0,
        "leave": leaving,
    }
    text = _("%(code)s is your code for %(town)s.") % {"code": code, "town": Town.current().name}
    jobs.send_code.enqueue(account_id=account.pk, number=number, text=text)
    shown = CodeForm(initial={"asked": tokens.sign(PURPOSE, said, at=at)})
    return render(request, "sms/code.html", {"form": shown, "number": hidden(number), "refusal": None})


def _confirm(request: HttpRequest, at: datetime) -> HttpResponse:
    form = CodeForm(request.POST)
    said = tokens.read(PURPOSE, request.POST["asked"], at=at, max_age=LASTS)
    if said is None:
        messages.error(request, _("This code is too old. Ask for another one."))
        return redirect("sms:subscribe")
    refusal = must_be_within("sms:tries", said["mark"], most=TRIES, per=LASTS, at=at)
    if refusal is None and form.is_valid():
        code = "".join(letter for letter in form.cleaned_data["code"] if letter.isdecimal())
        if constant_time_compare(_mark(said["number"], code), said["mark"]):
            if said["leave"]:
                actions.unsubscribe(number=said["number"])
                messages.success(request, _("No more text messages to this number."))
            else:
                district = District.objects.filter(pk=said["district"]).first() if said["district"] else None
                person = request.user if request.user.is_authenticated else None
                actions.subscribe(number=said["number"], topics=said["topics"], district=district, account=person, at=at)
                messages.success(request, _("It is done: the news come to this number."))
            return redirect("sms:subscribe")
        form.add_error("code", _("This is not the code. Look again at the message."))
    return render(request, "sms/code.html", {"form": form, "number": hidden(said["number"]), "refusal": refusal})


@team(MANAGE)
def index(request: HttpRequest) -> HttpResponse:
    """What text messages cost, what they would cost, and what became of them."""
    account, at = working_account(), clock.now()
    form = CountForm(request.GET if "text" in request.GET else None)
    people = Subscriber.objects.count()
    counted = None
    if form.is_bound and form.is_valid() and account:
        text = form.cleaned_data["text"]
        parts, room, alphabet = segments(text + money.STOP_CLAUSE)
        counted = {
            "parts": parts,
            "room": room,
            "alphabet": alphabet,
            "letters": " ".join(money.costly_letters(text)),
            "cents": round(parts * people * money.price(account) / 10),
        }
    states = {state: Count("sendings", filter=Q(sendings__state=state)) for state in ("sent", "failed", "unknown", "waiting")}
    rows = page(Notice.objects.annotate(**states), order=("-made_at", "-pk"), after=request.GET.get("after", ""), size=20)
    bill = Bill.objects.filter(account=account, month=money.month_of(at)).first() if account else None
    left = money.left(account, at) if account else None
    context = {
        "account": account,
        "people": people,
        "form": form,
        "counted": counted,
        "page": rows,
        "messages_count": bill.messages if bill else 0,
        "spent_cents": round(bill.millis / 10) if bill else 0,
        "has_budget": left is not None,
        "left_cents": round((left or 0) / 10),
    }
    return render(request, "sms/index.html", context)


@require_POST
@team(MANAGE)
def again(request: HttpRequest, pk: int) -> HttpResponse:
    """Send the uncertain ones again."""
    notice = get_object_or_404(Notice, pk=pk)
    if actions.send_unknown_again(notice=notice, person=request.user, at=clock.now()):
        jobs.send(notice)
        messages.success(request, _("They are sent again."))
    return redirect("sms_desk:index")
