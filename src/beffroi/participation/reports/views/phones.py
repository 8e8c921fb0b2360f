"""Without an account or an address: a code to a telephone, where the town has set it up."""

import secrets
from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from beffroi.ground.people.doors import visitor_key
from beffroi.ground.town.models import Town
from beffroi.ground.verification.types import code_senders
from beffroi.kernel import clock, limits
from beffroi.kernel.access import by_link
from beffroi.kernel.rules import Refused
from beffroi.participation.reports import actions
from beffroi.participation.reports.actions.phones import MOST_TRIES, keep_report, set_phone
from beffroi.participation.reports.intaking import confirm
from beffroi.participation.reports.jobs import send_code
from beffroi.participation.reports.models import PhoneCode
from beffroi.ui.forms import Code

DAY = timedelta(days=1)


def is_open() -> bool:
    return any(sender.is_open() for sender in code_senders)


def keep(request: HttpRequest, data: dict[str, Any]) -> HttpResponse:
    """Keep what was written; the next page asks for the number."""
    row = keep_report(data=data, at=clock.now())
    return redirect("reports_town:phone", key=row.key)


class PhoneForm(forms.Form):
    phone = forms.RegexField(
        r"^\+?[0-9 .()-]{8,20}$", label=gettext_lazy("Your mobile number"), widget=forms.TextInput({"autocomplete": "tel", "inputmode": "tel"}),
        help_text=gettext_lazy("For the code only, and to tell you when it is repaired. It is never shown."),
        error_messages={"invalid": gettext_lazy("Write a telephone number, such as 06 12 34 56 78.")},
    )  # fmt: skip


class CodeForm(forms.Form):
    code = forms.CharField(label=gettext_lazy("Six-digit code"), max_length=8, widget=Code)


@by_link
@never_cache
def phone(request: HttpRequest, key: str) -> HttpResponse:
    """The number, then the code."""
    at = clock.now()
    row = PhoneCode.objects.filter(key=key, expires_at__gt=at).first()
    if row is None or not is_open():
        return render(request, "reports/phone_gone.html", status=410)
    if row.report_id:
        return redirect(actions.address(row.report_id))
    asks_code = bool(row.code) and "again" not in request.GET
    form: Any = CodeForm(request.POST or None) if asks_code else PhoneForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if asks_code:
            try:
                report = confirm(row=row, code=form.cleaned_data["code"], at=at)
            except Refused as refused:
                return render(request, "reports/refused.html", {"refusal": refused.refusal, "text": row.data.get("text", "")}, status=403)
            if report is not None:
                messages.success(request, _("Thank you: it is with us."))
                return redirect(actions.address(report))
            form.add_error("code", _("This is not the code. Look again at the message."))
        elif refusal := _must_be_rare(request, form.cleaned_data["phone"], at):
            form.add_error(None, str(refusal))
        else:
            code = f"{secrets.randbelow(1_000_000):06d}"
            set_phone(row=row, phone=form.cleaned_data["phone"], code=code, at=at)
            text = _("%(code)s is your code for %(town)s.") % {"code": code, "town": Town.current().name}
            send_code.enqueue(to=form.cleaned_data["phone"], text=text, key=f"report-code-{row.pk}-{at:%H%M%S}")
            return redirect("reports_town:phone", key=row.key)
    context = {"form": form, "asks_code": asks_code, "row": row, "tries_left": MOST_TRIES - row.tries}
    return render(request, "reports/phone.html", context, status=422 if form.errors else 200)


def _must_be_rare(request: HttpRequest, number: str, at: Any) -> Any:
    """Each code costs the town."""
    digits = "".join(sign for sign in number if sign.isdecimal())[-9:]  # with or without the code of the country
    return (
        limits.must_be_within("report-code-from", visitor_key(request), most=5, per=timedelta(hours=1), at=at)  # type: ignore[arg-type]
        or limits.must_be_within("report-code-to", digits, most=3, per=DAY, at=at)
        or limits.must_be_within("report-code-all", "all", most=200, per=DAY, at=at)
    )
