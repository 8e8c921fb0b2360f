from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from beffroi.commons.conversations import pages
from beffroi.commons.conversations.rules import Known
from beffroi.commons.supports import mine
from beffroi.kernel import clock
from beffroi.participation.debates.actions import subject_of
from beffroi.participation.debates.models import Debate
from beffroi.participation.debates.rules import CONTRIBUTE, may_contribute, may_see, may_speak, may_support, must_not_be_hidden
from beffroi.participation.spaces import calendar
from beffroi.participation.spaces.access import component_view
from beffroi.participation.spaces.models import Component
from beffroi.participation.spaces.rules import until

SHOWN = 20


def _debate(request: HttpRequest, component: Component) -> Debate:
    debate = get_object_or_404(Debate.objects.select_related("concluded_by__avatar"), component=component)
    debate.component = component
    if may_see(request.person, debate, clock.now()) and not must_not_be_hidden(debate):  # type: ignore[attr-defined]
        raise Http404
    return debate


@component_view("debate")
@require_safe
def show(request: HttpRequest, component: Component) -> HttpResponse:
    """The summary first once it is written, then the question, the bar of sides and the columns."""
    at, debate, person = clock.now(), _debate(request, component), request.person  # type: ignore[attr-defined]
    if debate.hidden_at:
        context = {"component": component, "process": component.process, "debate": debate, "subject": subject_of(debate)}
        return render(request, "debates/hidden.html", context, status=410)
    subject, known = (
        subject_of(debate),
        Known(may_contribute(person, debate, at), may_support(person, debate, at), not may_speak(person, debate, at)),
    )
    mine.expect(person, follows=[subject])
    sided = debate.for_count + debate.against_count + debate.nuance_count
    end = calendar.closes_at(component, CONTRIBUTE, at)
    context = {
        "component": component,
        "process": component.process,
        "debate": debate,
        "subject": subject,
        "text": SafeString(debate.html),  # cleaned when it was written, as all below
        "conclusion": SafeString(debate.conclusion_html),
        "parts": conclusion_parts(debate),
        "bar": bar(debate) if debate.has_sides and sided else [],
        "bar_said": bar_said(debate) if sided else "",
        "talk": pages.conversation(
            request, subject, columns=debate.has_sides, asks_stance=debate.has_sides, known=known, closed=not component.process.is_public
        ),  # type: ignore[arg-type]
        "closes_said": until(end) if end else "",
        "is_open": calendar.is_open(component, CONTRIBUTE, at),
        "structured": structured(request, debate),
        "signed_by": _("The town"),
    }
    return render(request, "debates/show.html", context)


def conclusion_parts(debate: Debate) -> list[dict[str, Any]]:
    """Those parts of the summary that were written, with their titles."""
    titles = (("agreed", _("What most people agree on")), ("disputed", _("What remains disputed")), ("next_steps", _("What happens next")))
    return [{"title": title, "html": SafeString(html)} for name, title in titles if (html := getattr(debate, f"{name}_html"))]


def bar(debate: Debate) -> list[dict[str, Any]]:
    """The parts of the bar, as ui draws them."""
    return [
        {"label": _("For"), "value": debate.for_count, "tone": "good"},
        {"label": _("Against"), "value": debate.against_count, "tone": "brick"},
        {"label": _("Nuance"), "value": debate.nuance_count, "tone": "bell"},
    ]


def bar_said(debate: Debate) -> str:
    """The bar in one sentence, for those who do not see it and for those who do."""
    total = debate.for_count + debate.against_count + debate.nuance_count
    return ngettext(
        "Of %(total)d contribution: %(for)d for, %(against)d against, %(nuance)d with a nuance.",
        "Of %(total)d contributions: %(for)d for, %(against)d against, %(nuance)d with a nuance.",
        total,
    ) % {"total": total, "for": debate.for_count, "against": debate.against_count, "nuance": debate.nuance_count}


def structured(request: HttpRequest, debate: Debate) -> dict[str, Any]:
    """schema.org: a question, with its answer once there is one."""
    found: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "DiscussionForumPosting",
        "headline": debate.question,
        "url": request.build_absolute_uri(request.path),
        "commentCount": debate.messages_count,
        "isPartOf": {"@type": "WebPage", "name": debate.component.process.title},
    }
    if published := debate.component.published_at:
        found["datePublished"] = published.isoformat()
    if debate.edited_at:
        found["dateModified"] = debate.edited_at.isoformat()
    return found


@component_view("debate")
@require_safe
def history(request: HttpRequest, component: Component) -> HttpResponse:
    """What the town's texts of this debate said before each edit."""
    debate = _debate(request, component)
    if debate.hidden_at:
        raise Http404
    lines = [
        {"at": row.at, "changes": [_change(name, pair) for name, pair in row.changes.items()]}
        for row in debate.revisions.order_by("-number")[:SHOWN]
    ]
    context = {"component": component, "process": component.process, "debate": debate, "lines": lines}
    return render(request, "debates/history.html", context)


def _change(name: str, pair: list[Any]) -> dict[str, Any]:
    label = str(Debate._meta.get_field(name).verbose_name)
    before, after = (_word(one) for one in pair)
    return {"label": label[:1].upper() + label[1:], "before": before, "after": after}


def _word(value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return value or ""
