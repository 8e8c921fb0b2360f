from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from beffroi.commons.supports import actions as supports
from beffroi.ground.places.types import MapPoint
from beffroi.kernel import clock
from beffroi.kernel.subjects import Subject
from beffroi.participation.proposals import listing
from beffroi.participation.proposals.exports import FORMATS
from beffroi.participation.proposals.models import Proposal
from beffroi.participation.proposals.rules import EDIT, may_write, setting, supports_given
from beffroi.participation.proposals.settings_form import NO_MAP
from beffroi.participation.spaces import calendar
from beffroi.participation.spaces.access import component_view
from beffroi.participation.spaces.models import Component
from beffroi.participation.spaces.rules import until
from beffroi.ui import kept_page
from beffroi.ui.kept import piece

MOST_POINTS = 500


@component_view("proposal")
@require_safe
def show(request: HttpRequest, component: Component) -> HttpResponse:
    at, person = clock.now(), request.person  # type: ignore[attr-defined]
    states, districts = listing.choices(component)
    chosen = listing.read(component, request.GET, states, districts)
    found = listing.listed(component, chosen, person)
    query = {name: request.GET[name] for name in ("tri", "etat", "quartier", "theme", "de", "q") if request.GET.get(name)}
    said = _supports_said(component, person, at)
    seen = {
        "has_cards": bool(found.rows),
        "says_supports": bool(said),
        "may_support": person.is_authenticated and calendar.is_open(component, "support", at),
    }
    context = {
        "component": component,
        "process": component.process,
        "page": found,
        "here": request.GET.urlencode(),
        "is_filtered": chosen.is_filtered,
        **seen,
    }
    holes = {
        "cards": SafeString("".join(listing.cards(component, found.rows, person, at))),
        "filters": listing.filter_form(component, chosen, states, districts, with_order=True),
        "supports_said": said,
        "head": _head(component, at, person),
        "foot": _foot(component, person, urlencode(query)),
    }
    return kept_page.page(request, "proposals/list.html", context, key=tuple(seen.values()), holes=holes)


def _head(component: Component, at: datetime, person: Any) -> SafeString:
    end, slug = calendar.closes_at(component, "propose", at), component.process.slug
    return piece(
        "proposals/_list_head.html", title=component.title, intro=component.intro, refused=may_write(component, at, person),
        write_url=reverse("proposals:write", args=[slug, component.pk]), closes_said=until(end) if end else "",
    )  # fmt: skip


def _foot(component: Component, person: Any, query: str) -> SafeString:
    may_edit = person.is_authenticated and person.has_right(EDIT)  # a role of one process finds it at the desk
    return piece(
        "proposals/_list_foot.html", slug=component.process.slug, process=component.process_id, component=component.pk, query=query,
        is_public=component.process.is_public,
        has_map=setting(component, "place") != NO_MAP, may_edit=may_edit,
    )  # fmt: skip


def _supports_said(component: Component, person, at) -> str:
    """How many supports this person has left, in one sentence; nothing where there is no limit."""
    most, least = setting(component, "max_supports"), setting(component, "min_supports")
    if not (most or least > 1) or not person.is_authenticated or not calendar.is_open(component, "support", at):
        return ""
    given, said = supports_given(person, component), []
    if most:
        left = max(most - given, 0)
        said.append(ngettext("You have %(n)d support left.", "You have %(n)d supports left.", left) % {"n": left})
    if least > 1 and given < least:
        left = least - given
        said.append(
            ngettext("Your supports count once you have given %(n)d more.", "Your supports count once you have given %(n)d more.", left)
            % {"n": left}
        )
    return " ".join(said)


@component_view("proposal")
@require_safe
def on_map(request: HttpRequest, component: Component) -> HttpResponse:
    """The located proposals on the map, and the same as a list."""
    if setting(component, "place") == NO_MAP:
        raise Http404
    states, districts = listing.choices(component)
    chosen = listing.read(component, request.GET, states, districts)
    rows = listing.rows(component, chosen).exclude(longitude=None).exclude(latitude=None).order_by("-supports_count", "-pk")
    base = reverse("proposals:show", args=[component.process.slug, component.pk])
    points = [
        MapPoint(longitude, latitude, title, f"{base}{pk}/", place)
        for pk, title, longitude, latitude, place in rows.values_list("pk", "title", "longitude", "latitude", "place")[:MOST_POINTS]
    ]
    query = {name: request.GET[name] for name in ("etat", "quartier", "theme", "de", "q") if request.GET.get(name)}
    context = {
        "component": component,
        "process": component.process,
        "points": points,
        "filters": listing.filter_form(component, chosen, states, districts, with_order=False),
        "query": urlencode(query),
        "write_refusal": may_write(component, clock.now(), request.person),  # type: ignore[attr-defined]
    }
    return render(request, "proposals/map.html", context)


@component_view("proposal")
@require_POST
def support(request: HttpRequest, component: Component) -> HttpResponse:
    """The buttons of the list: all of them send one form, with the number of the proposal."""
    number, at = request.POST.get("soutenir") or request.POST.get("retirer") or "", clock.now()
    found = Proposal.objects.filter(component=component, pk=int(number)).first() if number.isdecimal() and len(number) < 19 else None
    if found is None:
        raise Http404
    act = supports.support if request.POST.get("soutenir") else supports.withdraw_support
    act(subject=Subject("proposal", found.pk), person=request.person, at=at)  # type: ignore[attr-defined]
    back = request.POST.get("retour", "")
    return redirect(f"{reverse('proposals:show', args=[component.process.slug, component.pk])}{'?' + back if back else ''}#p{found.pk}")


@component_view("proposal")
@require_safe
def export(request: HttpRequest, component: Component, form: str) -> StreamingHttpResponse:
    if form not in FORMATS:
        raise Http404
    write, content_type = FORMATS[form]
    base = f"{request.scheme}://{request.get_host()}"
    response = StreamingHttpResponse(write(component, base), content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="propositions-{component.process.slug}-{component.pk}.{form}"'
    return response


@component_view("proposal")
@require_safe
def printed(request: HttpRequest, component: Component) -> HttpResponse:
    """The first hundred of the list, complete, to be read on paper."""
    chosen = listing.read(component, request.GET, *listing.choices(component))
    rows = listing.rows(component, chosen).select_related("voice", "state", "answer").order_by(*listing.ORDERS[chosen.order][1])[:100]
    lines = [
        {
            "proposal": row,
            "html": SafeString(row.html),  # cleaned when it was written
            "answer": SafeString(row.answer.html) if row.answered_at and hasattr(row, "answer") else "",
        }
        for row in rows
    ]
    return render(request, "proposals/print.html", {"component": component, "process": component.process, "lines": lines})
