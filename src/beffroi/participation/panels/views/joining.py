"""Signing up: the code of the letter, one's own page, volunteers."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from beffroi.ground.people import guests
from beffroi.ground.people.doors import visitor_key
from beffroi.kernel import clock, limits
from beffroi.kernel.access import by_link, public
from beffroi.kernel.rules import Refused, require
from beffroi.kernel.sealing import seal
from beffroi.participation.panels import actions, codes, rules, states
from beffroi.participation.panels.forms import CodeForm, JoinForm, initial_of
from beffroi.participation.panels.models import Candidate, Invitation, Panel, Seat, said_of
from beffroi.participation.panels.pool import features_of
from beffroi.participation.panels.types import WAITING_SEAL
from beffroi.participation.panels.views.public import frame_of, panel_view

HOUR, TRIES = timedelta(hours=1), 20
SHOWN = "panel__component__process"


def found_by(code: str) -> tuple[Candidate | None, Invitation | None]:
    """Whose code this is: somebody's who signed up, or a letter's."""
    if not codes.is_code(code):
        return None, None
    key = codes.key_of(code)
    row = Candidate.objects.select_related(SHOWN, "invitation").filter(code_key=key).exclude(contact="").first()
    if row is not None:
        return row, row.invitation
    letter = Invitation.objects.select_related(SHOWN).filter(code_key=key).exclude(state=Invitation.YES).first()
    return None, letter


@public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    """Types the code of a letter."""
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data["code"]
        if refusal := limits.must_be_within("panels-code", visitor_key(request), most=TRIES, per=HOUR, at=clock.now()):
            form.add_error(None, str(refusal))
        elif any(found_by(typed)):
            return redirect("panels_town:mine", typed)
        else:
            form.add_error("code", _("We do not know this code. Compare it with your letter, sign by sign."))
    return render(request, "panels/code.html", {"form": form}, status=422 if form.errors else 200)


@by_link
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def mine(request: HttpRequest, code: str) -> HttpResponse:
    """The page of whoever holds the code: sign up or decline; correct or leave; accept or refuse a place."""
    row, letter = found_by(code)
    owner = row or letter
    if owner is None:
        require(limits.must_be_within("panels-code", visitor_key(request), most=TRIES, per=HOUR, at=clock.now()))
        form = CodeForm()
        return render(request, "panels/code.html", {"form": form, "is_unknown": True}, status=404)
    panel = owner.panel
    if request.method == "POST":
        return _post(request, panel, row, letter, code)
    return _mine(request, panel, row, letter)


def _mine(request: HttpRequest, panel: Panel, row: Candidate | None, letter: Invitation | None, **more: Any) -> HttpResponse:
    at, features = clock.now(), features_of(panel)
    refusal = rules.must_take(panel, at)
    seat = row.seats.first() if row is not None else None
    if seat is not None:
        seat.panel = panel
    is_editing = row is None or "modifier" in request.GET
    form = more.pop("form", None)
    if form is None and not refusal and is_editing:
        initial = initial_of(row) if row is not None else {}
        form = JoinForm(features, has_letter=letter is not None, initial=initial)
    context = {
        **frame_of(panel),
        "row": row,
        "letter": letter,
        "text": SafeString(panel.html),
        "refusal": refusal,
        "form": form,
        "seat": seat,
        "is_asked": seat is not None and seat.state == Seat.ASKED,
        "is_in": seat is not None and seat.state == Seat.ACCEPTED,
        "may_leave": row is not None and (seat is None or seat.state == Seat.ACCEPTED) and panel.state != states.OVER,
        "has_declined": letter is not None and row is None and letter.state == Invitation.NO,
        "said": said_of(row.answers, features) if row is not None else [],
        "draw_url": f"{actions.address(panel)}tirage/?numero={row.pseudonym}" if row is not None and panel.published_at else "",
        **more,
    }
    return render(request, "panels/mine.html", context, status=422 if form is not None and form.errors else 200)


def _post(request: HttpRequest, panel: Panel, row: Candidate | None, letter: Invitation | None, code: str) -> HttpResponse:
    at, deed = clock.now(), request.POST.get("deed", "join")
    try:
        if deed == "join":
            form = JoinForm(features_of(panel), request.POST, has_letter=letter is not None)
            if not form.is_valid():
                return _mine(request, panel, row, letter, form=form)
            actions.join(panel=panel, given=form.given, at=at, invitation=letter, candidate=row)
            messages.success(request, _("Saved. You are on the list."))
        elif deed == "decline" and letter is not None and row is None:
            actions.decline(invitation=letter, at=at)
            messages.success(request, _("Noted. Your address is erased; we will not write to you again for this panel."))
            return redirect(actions.address(panel))
        elif deed == "leave" and row is not None:
            actions.leave(candidate=row, at=at)
            messages.success(request, _("You are no longer on the list. What you told us is erased."))
            return redirect(actions.address(panel))
        elif deed in ("accept", "refuse") and row is not None and (seat := row.seats.select_related(SHOWN).first()):
            actions.answer_seat(seat=seat, accepts=deed == "accept", at=at)
            said = _("Thank you: your place is yours.") if deed == "accept" else _("Noted. Somebody else will be drawn for this place.")
            messages.success(request, said)
    except Refused as refused:
        messages.error(request, str(refused.refusal))
    return redirect("panels_town:mine", code)


@panel_view
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def volunteer(request: HttpRequest, panel: Panel) -> HttpResponse:
    """Signs up without a letter, where that is possible."""
    at, person = clock.now(), request.person  # type: ignore[attr-defined]
    refusal = rules.may_volunteer(panel, at, person)
    known = Candidate.objects.filter(panel=panel, account=person).first() if person.is_authenticated else None
    if known is not None and known.contact.get("code"):
        return redirect("panels_town:mine", known.contact["code"])
    initial = {"email": person.email, "name": person.voice.display_name} if person.is_authenticated else {}
    form = JoinForm(features_of(panel), request.POST or None, has_letter=False, initial=initial)
    form.fields["email"].help_text = _("We write to you there when the dice have been thrown.")
    if not person.is_authenticated:
        del form.fields["email"]  # asked, and confirmed by a code, right after
        form.has_letter = True
    if request.method == "POST" and not refusal and form.is_valid():
        given = form.given
        if not person.is_authenticated:
            sealed = seal({"values": given.values, "contact": given.contact, "needs": given.needs}, place=WAITING_SEAL)
            return guests.act(request, "panels:join", {"panel": panel.pk, "title": panel.component.title, "sealed": sealed})  # type: ignore[arg-type]
        try:
            row = actions.join(panel=panel, given=given, account=person, at=at)
        except Refused as refused:
            form.add_error(None, str(refused.refusal))
        else:
            messages.success(request, _("Saved. You are on the list."))
            return redirect("panels_town:mine", row.contact["code"])
    context = {**frame_of(panel), "form": form, "refusal": refusal}
    return render(request, "panels/join.html", context, status=403 if refusal and request.method == "POST" else 422 if form.errors else 200)
