"""Writing, testing and sending issues, for the team."""

from datetime import timedelta
from typing import Any

from csp.decorators import csp_replace
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_POST

from beffroi.channels.newsletter import actions, jobs, queries, rendering
from beffroi.channels.newsletter.access import WRITE
from beffroi.channels.newsletter.actions.sending import audience
from beffroi.channels.newsletter.forms import BlockForm, GatherForm, IssueForm, NewIssueForm, PlanForm, TrialForm
from beffroi.channels.newsletter.models import Block, Issue, Letter
from beffroi.channels.newsletter.rules import may_edit, may_send
from beffroi.channels.newsletter.smtp import Line
from beffroi.ground.people.access import team
from beffroi.kernel import clock
from beffroi.kernel.limits import must_be_within
from beffroi.kernel.paging import page
from beffroi.kernel.text import excerpt


@team(WRITE)
def index(request: HttpRequest) -> HttpResponse:
    """The letters with their readers, and the issues, the newest first."""
    for account in queries.without_letter():  # connected a moment ago
        actions.letter_of(account=account, at=clock.now())
    letters = list(Letter.objects.filter(account__closed_at=None).order_by("name", "pk"))
    counts = queries.reader_counts(letters)
    rows = page(Issue.objects.select_related("letter"), order=("-made_at", "-pk"), after=request.GET.get("after", ""), size=25)
    told = queries.figures(rows.rows)
    context = {
        "letters": [{"letter": letter, "counts": counts[letter.pk]} for letter in letters],
        "page": rows,
        "rows": [{"issue": issue, "figures": told[issue.pk]} for issue in rows],
    }
    return render(request, "newsletter/desk/index.html", context)


@team(WRITE)
def new(request: HttpRequest) -> HttpResponse:
    form = NewIssueForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        issue = actions.draft(person=request.user, at=clock.now(), **form.cleaned_data)
        return redirect("newsletter_desk:issue", issue.pk)
    return render(request, "newsletter/desk/new.html", {"form": form, "has_letters": Letter.objects.exists()})


def _issue(pk: int) -> Issue:
    return get_object_or_404(Issue.objects.select_related("letter", "district"), pk=pk)


@team(WRITE)
def issue(request: HttpRequest, pk: int) -> HttpResponse:
    """One issue: its words while it is a draft, what became of it afterwards."""
    found = _issue(pk)
    form = IssueForm(request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        actions.change_issue(issue=_issue(pk), person=request.user, changes=form.changes, at=clock.now())
        messages.success(request, _("Kept."))
        return redirect("newsletter_desk:issue", pk)
    context: dict[str, Any] = {
        "issue": found,
        "letter": found.letter,
        "form": form,
        "blocks": found.blocks.filter(withdrawn_at=None).order_by("position", "pk"),
        "edit_refusal": may_edit(request.user, found),
        "send_refusal": may_send(request.user, found),
        "trial_form": TrialForm(initial={"email": request.user.email}),
        "figures": queries.figures([found])[found.pk],
        "links": found.links.filter(clicks__gt=0).order_by("-clicks", "pk")[:30],
    }
    return render(request, "newsletter/desk/issue.html", context)


@team(WRITE)
def block(request: HttpRequest, pk: int, block: int | None = None) -> HttpResponse:
    """Add or change a part."""
    found = _issue(pk)
    held = get_object_or_404(Block.objects.select_related("issue__letter"), pk=block, issue=found) if block else None
    form = BlockForm(request.POST or None, instance=held)
    if request.method == "POST" and form.is_valid():
        words = {name: form.cleaned_data[name] for name in ("title", "text", "link")}
        if held:
            actions.change_block(block=held, person=request.user, at=clock.now(), **words)
        else:
            actions.add_block(issue=found, person=request.user, at=clock.now(), language=found.letter.language, **words)
        return redirect("newsletter_desk:issue", pk)
    return render(
        request, "newsletter/desk/block.html", {"issue": found, "form": form, "block": held, "refusal": may_edit(request.user, found)}
    )


@require_POST
@team(WRITE)
def block_act(request: HttpRequest, pk: int, block: int) -> HttpResponse:
    """Up, down, out."""
    held = get_object_or_404(Block.objects.select_related("issue__letter"), pk=block, issue_id=pk)
    if "drop" in request.POST:
        actions.drop_block(block=held, person=request.user, at=clock.now())
    else:
        actions.move_block(block=held, person=request.user, by=-1 if "up" in request.POST else 1, at=clock.now())
    return redirect("newsletter_desk:issue", pk)


@team(WRITE)
def gather(request: HttpRequest, pk: int) -> HttpResponse:
    """Publications of the site, put into this issue."""
    found, at = _issue(pk), clock.now()
    offered = {str(row.pk): row for row in queries.publications(found, at)}
    choices = [(key, row.message.get("title") or excerpt(row.message["text"], 80)) for key, row in offered.items()]
    form = GatherForm(request.POST or None, choices=choices)
    if request.method == "POST" and form.is_valid():
        for key in form.cleaned_data["publications"]:
            said = offered[key].message
            text = said.get("extra", {}).get("excerpt") or excerpt(said["text"], 400)
            title = said.get("title") or excerpt(said["text"], 80)
            language = said.get("language") or found.letter.language
            actions.add_block(
                issue=found, person=request.user, at=at, title=title[:200], text=text, link=offered[key].url, language=language
            )
        return redirect("newsletter_desk:issue", pk)
    context = {"issue": found, "form": form, "has_choices": bool(choices), "refusal": may_edit(request.user, found)}
    return render(request, "newsletter/desk/gather.html", context)


@csp_replace({"default-src": ["'none'"], "style-src": ["'unsafe-inline'"], "img-src": ["'self'"]})
@xframe_options_sameorigin
@team(WRITE)
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """The mail itself, or its text; nothing in it runs."""
    made = rendering.render(_issue(pk))
    if "text" in request.GET:
        return HttpResponse(made.text, content_type="text/plain; charset=utf-8")
    return HttpResponse(made.html)


@require_POST
@team(WRITE)
def trial(request: HttpRequest, pk: int) -> HttpResponse:
    """A test mail, now."""
    found, form = _issue(pk), TrialForm(request.POST)
    refusal = must_be_within("newsletter:trial", request.user.pk, most=20, per=timedelta(hours=1), at=clock.now())
    if not form.is_valid():
        messages.error(request, _("This is not an e-mail address."))
    elif refusal:
        messages.error(request, str(refusal))
    else:
        with Line() as line:
            outcome = line.send(rendering.trial(rendering.render(found), letter=found.letter, to=form.cleaned_data["email"]), "trial")
        if outcome.detail:
            messages.error(request, _("The mail server refused: %(why)s") % {"why": outcome.detail})
        else:
            messages.success(request, _("Test sent to %(address)s.") % {"address": form.cleaned_data["email"]})
    return redirect("newsletter_desk:issue", pk)


@team(WRITE)
def send(request: HttpRequest, pk: int) -> HttpResponse:
    """Asks first: what is sent cannot be called back. Now, or at an hour."""
    found, at = _issue(pk), clock.now()
    people = len(audience(found)) if found.is_draft else 0
    form = PlanForm(request.POST if "plan" in request.POST else None)
    if request.method == "POST" and "plan" in request.POST and form.is_valid():
        if form.cleaned_data["planned_at"] <= at:
            form.add_error("planned_at", _("This hour has passed."))
        else:
            actions.plan(issue=found, person=request.user, planned_at=form.cleaned_data["planned_at"], at=at)
            messages.success(request, _("It goes out at this hour."))
            return redirect("newsletter_desk:issue", pk)
    elif request.method == "POST" and "now" in request.POST and may_send(request.user, found) is None:
        jobs.send(actions.queue(issue=found, at=at))
        messages.success(request, ngettext("On its way to %(n)d address.", "On its way to %(n)d addresses.", people) % {"n": people})
        return redirect("newsletter_desk:issue", pk)
    context = {"issue": found, "form": form, "people": people, "refusal": may_send(request.user, found)}
    return render(request, "newsletter/desk/send.html", context)


@require_POST
@team(WRITE)
def act(request: HttpRequest, pk: int) -> HttpResponse:
    """Stop, call back the plan, send the uncertain ones again, throw a draft away."""
    found, at = _issue(pk), clock.now()
    if "stop" in request.POST:
        actions.stop(issue=found, person=request.user, at=at)
        messages.success(request, _("Stopped. What is out is out; the rest does not go."))
    elif "unplan" in request.POST:
        actions.plan(issue=found, person=request.user, planned_at=None, at=at)
    elif "again" in request.POST:
        if actions.send_unknown_again(issue=found, person=request.user, at=at):
            jobs.send(found)
            messages.success(request, _("They are sent again."))
    elif "drop" in request.POST:
        actions.drop_issue(issue=found, person=request.user, at=at)
        messages.success(request, _("The draft is gone."))
        return redirect("newsletter_desk:index")
    return redirect("newsletter_desk:issue", pk)
