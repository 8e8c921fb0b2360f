"""The ways of being verified that need nobody else: a telephone, a letter, a list, and how to come to the counter."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from beffroi.ground.people.doors import visitor_key
from beffroi.ground.people.gates import oneself
from beffroi.ground.town.models import Town
from beffroi.ground.verification.actions import letters, parents, rolls, telephones
from beffroi.ground.verification.forms import AddressForm, CodeForm, LetterCodeForm, ListedForm, NumberForm, ParentForm, PhoneForm
from beffroi.ground.verification.jobs import send_code
from beffroi.ground.verification.models import Letter, Roll, Telephone
from beffroi.ground.verification.types import CODE, COUNTER, LETTER, ROLL
from beffroi.ground.verification.views import steps
from beffroi.ground.verification.views.mine import open_or_404
from beffroi.kernel import clock, limits
from beffroi.kernel.rules import Refusal, Refused


@oneself
def telephone(request: HttpRequest) -> HttpResponse:
    """The number, then the code."""
    open_or_404(CODE)
    at, account = clock.now(), request.user
    row = Telephone.objects.filter(account=account, expires_at__gt=at).first()
    asks_code = row is not None and "autre" not in request.GET
    form: forms.Form = CodeForm(request.POST or None) if asks_code else PhoneForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            if asks_code:
                return steps.finish(request, telephones.confirm(account=account, code=form.cleaned_data["code"], at=at))
            if refusal := _must_be_rare(request, form.cleaned_data["phone"], at):
                raise Refused(refusal)
            row = telephones.send(account=account, number=form.cleaned_data["phone"], at=at)
            send_code.enqueue(telephone_id=row.pk)
        except Refused as error:
            form.add_error("code" if asks_code and error.refusal.code == "wrong_code" else None, str(error.refusal))
        else:
            messages.success(request, _("The code is on its way."))
            return redirect("verification:telephone")
    context = {"form": form, "asks_code": asks_code, "row": row}
    return render(request, "verification/telephone.html", context, status=422 if form.errors else 200)


def _must_be_rare(request: HttpRequest, number: str, at) -> Refusal | None:
    """Each message costs the town, and nobody's telephone is a toy."""
    return (
        limits.must_be_within("verification-phone-by", request.user.pk, most=5, per=steps.DAY, at=at)
        or limits.must_be_within("verification-phone-from", visitor_key(request), most=20, per=steps.DAY, at=at)
        or limits.must_be_within("verification-phone-to", number, most=4, per=steps.DAY, at=at)
        or limits.must_be_within("verification-phone-all", "all", most=500, per=steps.DAY, at=at)
    )


@oneself
def letter(request: HttpRequest) -> HttpResponse:
    """Ask for a letter; then, when it has arrived, type its code."""
    open_or_404(LETTER)
    at, account = clock.now(), request.user
    row = Letter.objects.filter(account=account, state__in=[Letter.ASKED, Letter.PRINTED]).first()
    is_printed = row is not None and row.state == Letter.PRINTED
    code = request.GET.get("code", "").replace("\0", "")[:20]
    form: forms.Form | None = None
    if is_printed:
        form = LetterCodeForm(request.POST or None, initial={"code": code})
    elif row is None:
        form = AddressForm(request.POST or None)
    if request.method == "POST" and form is not None and form.is_valid():
        try:
            if is_printed:
                return steps.finish(request, letters.confirm(account=account, code=form.cleaned_data["code"], at=at))
            if refusal := limits.must_be_within("verification-letter", account.pk, most=3, per=30 * steps.DAY, at=at):
                raise Refused(refusal)
            letters.ask(account=account, name=form.cleaned_data["name"], place=form.cleaned_data["place"], at=at)
        except Refused as error:
            form.add_error("code" if error.refusal.code == "wrong_code" else None, str(error.refusal))
        else:
            messages.success(request, _("Your letter is asked for."))
            return redirect("verification:letter")
    context = {"form": form, "row": row, "is_printed": is_printed, "lines": _lines(row)}
    return render(request, "verification/letter.html", context, status=422 if form and form.errors else 200)


def _lines(row: Letter | None) -> list[str]:
    return [line for line in (row.addressed.get(part, "") for part in ("name", "street", "city")) if line] if row else []


@oneself
@require_POST
def no_letter(request: HttpRequest) -> HttpResponse:
    """She gives up the letter, or made a mistake in the address."""
    for row in Letter.objects.filter(account=request.user, state__in=[Letter.ASKED, Letter.PRINTED]):
        letters.give_up(letter=row)
    messages.success(request, _("The letter is cancelled, and the address erased."))
    return redirect("verification:letter")


@oneself
def listed(request: HttpRequest) -> HttpResponse:
    """Her name and date of birth, or her number, are compared with a list."""
    open_or_404(ROLL)
    at, account = clock.now(), request.user
    kinds = set(Roll.objects.filter(is_open=True).values_list("kind", flat=True))
    by_number = Roll.NUMBER in kinds and (Roll.NAME not in kinds or request.GET.get("par") == "numero")
    form: NumberForm | ListedForm = NumberForm(request.POST or None) if by_number else ListedForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        refusal = limits.must_be_within("verification-list", account.pk, most=6, per=steps.DAY, at=at) or limits.must_be_within(
            "verification-list-from", visitor_key(request), most=30, per=steps.DAY, at=at
        )
        try:
            if refusal:
                raise Refused(refusal)
            return steps.finish(request, rolls.verify_by_roll(account=account, said=form.listed, at=at))
        except Refused as error:
            form.add_error(None, str(error.refusal))
    context = {"form": form, "by_number": by_number, "both": len(kinds) > 1}
    return render(request, "verification/listed.html", context, status=422 if form.errors else 200)


@oneself
def counter(request: HttpRequest) -> HttpResponse:
    """Where to come, what to bring, and the words by which the agent finds the account."""
    open_or_404(COUNTER)
    return render(request, "verification/counter.html", {"town": Town.current()})


class AgeForm(forms.Form):
    age = forms.ChoiceField(
        label=gettext_lazy("How old are you?"),
        choices=[("15", gettext_lazy("15 or older")), ("child", gettext_lazy("Younger than 15"))],
        widget=forms.RadioSelect,
        help_text=gettext_lazy("We keep only this answer, no date of birth."),
    )


@oneself
def age(request: HttpRequest) -> HttpResponse:
    """Fifteen or older? If not, a parent is asked."""
    form = AgeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            parents.say_age(account=request.user, is_child=form.cleaned_data["age"] == "child", at=clock.now())
        except Refused as error:
            form.add_error(None, str(error.refusal))
        else:
            return redirect("verification:ask_parent") if form.cleaned_data["age"] == "child" else steps.finish(request)
    return render(request, "verification/age.html", {"form": form}, status=422 if form.errors else 200)


@oneself
def ask_parent(request: HttpRequest) -> HttpResponse:
    """The address of a parent, who gets a link."""
    at, account = clock.now(), request.user
    form = ParentForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        email = form.cleaned_data["email"]
        refusal = limits.must_be_within("verification-parent", account.pk, most=3, per=steps.DAY, at=at) or limits.must_be_within(
            "verification-parent-to", email, most=5, per=steps.DAY, at=at
        )
        try:
            if refusal:
                raise Refused(refusal)
            parents.ask_parent(account=account, email=email, at=at)
        except Refused as error:
            form.add_error(None, str(error.refusal))
        else:
            messages.success(request, _("The mail to your parent is on its way. What you wrote waits."))
            return redirect("verification:mine")
    return render(request, "verification/ask_parent.html", {"form": form}, status=422 if form.errors else 200)
