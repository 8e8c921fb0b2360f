"""Where pages are written, published, checked again."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST

from beffroi.ground.media import actions as media
from beffroi.ground.people.access import team
from beffroi.kernel import clock
from beffroi.kernel.html import from_markdown
from beffroi.kernel.paging import page as page_of_rows
from beffroi.kernel.rules import Refused
from beffroi.outreach.approvals import actions as approvals
from beffroi.outreach.approvals.queries import stages_of
from beffroi.outreach.pages import actions
from beffroi.outreach.pages.access import WRITE
from beffroi.outreach.pages.forms import KindForm, PageForm, ReviewForm
from beffroi.outreach.pages.models import Page, PageVersion
from beffroi.outreach.pages.proposing import base_of, proposal_of, proposed, subject_of, workflow_of
from beffroi.outreach.pages.rules import may_submit

UNREAD = Count("opinions", filter=Q(opinions__read_at=None) & ~Q(opinions__missing=""))


@team(WRITE)
def index(request: HttpRequest) -> HttpResponse:
    """All pages, or of one kind; drafts and those to be read again can be asked for."""
    kind, state = request.GET.get("kind", ""), request.GET.get("state", "")
    found: Any = Page.objects.select_related("author__voice").defer("body", "easy", "for_whom", "bring").annotate(unread=UNREAD)
    if kind in dict(Page.KINDS):
        found = found.filter(kind=kind)
    if state in dict(Page.STATES):
        found = found.filter(state=state)
    elif state == "review":
        found = found.to_review(localdate(clock.now()))
    elif state == "remarks":
        found = found.filter(unread__gt=0)
    rows = page_of_rows(found, order=("-updated_at", "-pk"), after=request.GET.get("after", ""), size=40)
    kinds = [("", pgettext("pages", "All")), *Page.KINDS]
    tabs = [{"label": label, "url": f"?kind={code}", "current": code == kind and not state} for code, label in kinds]
    for code, label in (
        ("draft", pgettext("pages", "Drafts")),
        ("review", _("To read again")),
        ("remarks", _("Remarks of readers")),
    ):
        tabs.append({"label": label, "url": f"?state={code}", "current": state == code})
    return render(request, "pages/desk/index.html", {"page": rows, "tabs": tabs, "today": localdate(clock.now())})


@team(WRITE)
def choose(request: HttpRequest) -> HttpResponse:
    form = KindForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return redirect("pages_desk:new", form.cleaned_data["kind"])
    return render(request, "pages/desk/choose.html", {"form": form})


@team(WRITE)
def new(request: HttpRequest, kind: str) -> HttpResponse:
    if kind not in dict(Page.KINDS):
        raise Http404
    return _write(request, None, kind)


@team(WRITE)
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    page = get_object_or_404(Page.objects.select_related("image"), pk=pk)
    return _write(request, page, page.kind)


def _write(request: HttpRequest, page: Page | None, kind: str) -> HttpResponse:
    stored = Page.objects.select_related("image").get(pk=page.pk) if page else None  # the form changes its own instance
    proposal = proposal_of(page) if page else None
    base = base_of(page, proposal) if page else 0
    form = PageForm(
        request.POST or None, request.FILES or None, instance=proposed(stored, proposal) if stored else None, kind=kind, base=base
    )
    context: dict[str, Any] = {"form": form, "page": page, "kind": dict(Page.KINDS)[kind], "stale": None, "refusal": None, "preview": ""}
    context |= {"base": base, "needs_approval": bool(proposal or (page and workflow_of(page)))}
    is_valid = request.method == "POST" and form.is_valid()
    if is_valid and request.POST.get("act") == "preview":
        context["preview"] = from_markdown(form.cleaned_data["body"], headings=3)
    elif is_valid:
        try:
            kept = _keep(request, form, page, kind)
        except ValidationError as error:
            form.add_error("picture", error)
        except Refused as error:
            if error.refusal.code == "stale" and page:
                theirs = Page.objects.get(pk=page.pk)
                waiting = proposal_of(theirs)
                context["stale"] = proposed(theirs, waiting)
                form.data = request.POST.copy()
                form.data["base_version"] = str(base_of(theirs, waiting))  # kept again, it replaces what was just shown
            else:
                context["refusal"] = error.refusal
        else:
            messages.success(request, _("Kept. The public reads it once it is approved.") if proposal_of(kept) else _("Page kept."))
            return redirect("pages_desk:show", kept.pk)
    return render(request, "pages/desk/edit.html", context)


def _keep(request: HttpRequest, form: PageForm, page: Page | None, kind: str) -> Page:
    at, data, person = clock.now(), form.cleaned_data, request.user
    values = form.values
    if data.get("picture"):
        values["image"] = media.take_image(upload=data["picture"], alt=data["picture_alt"], credit=data["picture_credit"], at=at)
    elif data.get("drop_picture"):
        values["image"] = None
    elif (
        page
        and (page := proposed(page, proposal_of(page))).image
        and (page.image.alt, page.image.credit) != (data["picture_alt"], data["picture_credit"])
    ):
        image = page.image
        focus = (image.focus_x, image.focus_y)
        media.describe_image(image=image, alt=data["picture_alt"], credit=data["picture_credit"], focus=focus, person=person)
    if page is None:
        return actions.draft(kind=kind, person=person, at=at, values=values)
    return actions.edit(
        page=page, person=person, base_version=data.get("base_version") or 0, at=at, values=values, note=data.get("note", "")
    )


@team(WRITE)
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """A page with what may be done with it: publish, confirm, look at its versions and at what readers say."""
    page = get_object_or_404(Page.objects.select_related("image", "author__voice", "parent"), pk=pk)
    today, proposal = localdate(clock.now()), proposal_of(page)
    approval = approvals.latest(subject_of(page))
    new = proposed(page, proposal)
    context = {
        "proposal": proposal,
        "new": new,
        "new_html": from_markdown(new.body, headings=3) if proposal else "",
        "needs_approval": workflow_of(page) is not None,
        "approval": approval,
        "stages": stages_of(approval) if approval else [],
        "submit_refusal": may_submit(request.user, page, proposal),
        "page": page,
        "html": from_markdown(page.body, headings=3),
        "easy": from_markdown(page.easy, headings=3) if page.easy else "",
        "versions": list(page.versions.select_related("by__voice").defer("content")[:20]),
        "remarks": list(page.opinions.exclude(missing="").order_by("-at")[:20]),
        "unread": page.opinions.filter(read_at=None).exclude(missing="").exists(),
        "review": ReviewForm(initial={"review_on": _in_a_year(today)}),
        "is_due": bool(page.is_public and page.review_on and page.review_on <= today),
    }
    return render(request, "pages/desk/show.html", context)


@team(WRITE)
def version(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """What a page said then; POST takes it up again."""
    page = get_object_or_404(Page, pk=pk)
    found = get_object_or_404(PageVersion.objects.select_related("by__voice"), page=page, number=number)
    if request.method == "POST":
        note = _("Version %(number)d taken up again") % {"number": number}
        if _done(request, lambda: actions.restore(page=page, version=found, person=request.user, at=clock.now(), note=note)):
            messages.success(request, _("The page says again what it said then."))
        return redirect("pages_desk:show", pk)
    context = {"page": page, "version": found, "html": from_markdown(found.content.get("body", ""), headings=3)}
    return render(request, "pages/desk/version.html", context)


@require_POST
@team(WRITE)
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    page = get_object_or_404(Page, pk=pk)
    if _done(request, lambda: actions.publish(page=page, person=request.user, at=clock.now())):
        messages.success(request, _("Published."))
    return redirect("pages_desk:show", pk)


@require_POST
@team(WRITE)
def submit(request: HttpRequest, pk: int) -> HttpResponse:
    page = get_object_or_404(Page, pk=pk)
    if _done(request, lambda: actions.submit(page=page, person=request.user, at=clock.now())):
        messages.success(request, _("Sent to those who approve it."))
    return redirect("pages_desk:show", pk)


@require_POST
@team(WRITE)
def forget_proposal(request: HttpRequest, pk: int) -> HttpResponse:
    actions.forget_proposal(page=get_object_or_404(Page, pk=pk), person=request.user)
    messages.success(request, _("The change is thrown away. The public text stays."))
    return redirect("pages_desk:show", pk)


@require_POST
@team(WRITE)
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    actions.withdraw(page=get_object_or_404(Page, pk=pk), person=request.user, at=clock.now())
    messages.success(request, _("The page is no longer public. Nothing of it is lost."))
    return redirect("pages_desk:show", pk)


@require_POST
@team(WRITE)
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    page, form = get_object_or_404(Page, pk=pk), ReviewForm(request.POST)
    if form.is_valid():
        actions.confirm(page=page, person=request.user, review_on=form.cleaned_data["review_on"], at=clock.now())
        messages.success(request, _("Noted: still true today."))
    else:
        messages.error(request, _("This is not a date."))
    return redirect("pages_desk:show", pk)


@require_POST
@team(WRITE)
def read_opinions(request: HttpRequest, pk: int) -> HttpResponse:
    actions.read_opinions(page=get_object_or_404(Page, pk=pk), person=request.user, at=clock.now())
    messages.success(request, _("Marked as read."))
    return redirect("pages_desk:show", pk)


def _done(request: HttpRequest, act: Any) -> bool:
    """Whether it was done; if not, the sentence of the refusal is on the next page."""
    try:
        act()
    except Refused as error:
        messages.error(request, str(error.refusal.message))
        return False
    return True


def _in_a_year(today: Any) -> Any:
    try:
        return today.replace(year=today.year + 1)
    except ValueError:  # the 29th of February
        return today.replace(year=today.year + 1, day=28)
