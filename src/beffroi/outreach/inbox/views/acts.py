"""Acts on one conversation or on many, and taking them back."""

from urllib.parse import parse_qsl, urlencode, urlsplit

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from beffroi.ground.people.access import team
from beffroi.kernel import clock
from beffroi.kernel.rules import Refused
from beffroi.outreach.inbox import actions
from beffroi.outreach.inbox.access import READ
from beffroi.outreach.inbox.forms import ActForm
from beffroi.outreach.inbox.models import Act


@require_POST
@team(READ)
def act(request: HttpRequest) -> HttpResponse:
    form, at = ActForm(request.POST), clock.now()
    ids = [int(number) for number in request.POST.getlist("ids") if number.isdecimal() and number.isascii() and len(number) < 18]
    if not ids:
        messages.error(request, _("Choose at least one conversation."))
        return redirect(back_of(request))
    if not form.is_valid():
        messages.error(request, _("Choose what to do; an hour is a day and a time."))
        return redirect(back_of(request))
    macro, wanted = form.macro(), form.wanted(person=request.user, at=at)
    if macro is None and wanted is None:
        messages.error(request, _("Choose what to do; an hour is a day and a time."))
        return redirect(back_of(request))
    try:
        if macro:
            done = actions.run_macro(macro=macro, conversations=ids, person=request.user, at=at)
        else:
            done = actions.change(conversations=ids, person=request.user, at=at, **(wanted or {}))
    except Refused as error:
        messages.error(request, str(error.refusal.message))
        return redirect(back_of(request))
    more = {"done": str(done.pk)} if done else {}
    if done is None:
        messages.info(request, _("Nothing had to change."))
    if macro and macro.saved_reply_id and len(ids) == 1:
        return redirect(f"{reverse('inbox:show', args=ids)}?{urlencode({**more, 'saved': macro.saved_reply_id})}#repondre")
    return redirect(with_words(back_of(request), more))


@require_POST
@team(READ)
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Act, pk=pk, by=request.user)
    try:
        back, left = actions.undo(act=found, person=request.user, at=clock.now())
    except Refused as error:
        messages.error(request, str(error.refusal.message))
        return redirect(back_of(request))
    if back:
        messages.success(request, ngettext("%(n)d conversation is as it was.", "%(n)d conversations are as they were.", back) % {"n": back})
    if left:
        messages.warning(
            request,
            ngettext("%(n)d was changed since and stays as it is.", "%(n)d were changed since and stay as they are.", left) % {"n": left},
        )
    return redirect(back_of(request))


def back_of(request: HttpRequest) -> str:
    """Where the act was asked from, on this site only; without the act that was done before."""
    back = request.POST.get("back", "")
    if not (back.startswith("/bureau/messages/") and url_has_allowed_host_and_scheme(back, allowed_hosts=None)):
        back = reverse("inbox:index")
    parts = urlsplit(back)
    kept = [(name, value) for name, value in parse_qsl(parts.query) if name not in ("done", "saved")]
    return f"{parts.path}?{urlencode(kept)}" if kept else parts.path


def with_words(address: str, more: dict[str, str]) -> str:
    if not more:
        return address
    return f"{address}{'&' if '?' in address else '?'}{urlencode(more)}"
