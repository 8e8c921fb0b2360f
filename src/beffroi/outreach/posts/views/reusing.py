"""Templates, repeated publications, the address book."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from beffroi.ground.people.access import team
from beffroi.kernel import clock
from beffroi.kernel.html import from_markdown
from beffroi.kernel.rules import Refused
from beffroi.outreach.approvals.access import DECIDE
from beffroi.outreach.posts import actions
from beffroi.outreach.posts.access import READ, WRITE
from beffroi.outreach.posts.blanks import filled, names_in
from beffroi.outreach.posts.forms import FillForm, HandleForm, SeriesForm, TemplateForm
from beffroi.outreach.posts.models import Handle, Post, Series, Template
from beffroi.outreach.posts.queries import goes_at_once, is_confirmed
from beffroi.outreach.posts.rules import may_confirm
from beffroi.outreach.posts.statements import STATEMENTS


@team(READ)
def templates(request: HttpRequest) -> HttpResponse:
    at = clock.now()
    rows = list(Template.objects.filter(retired_at=None))
    for row in rows:
        row.is_ready = goes_at_once(row, at)  # type: ignore[attr-defined]
    lacks = len({row["origin"] for row in STATEMENTS} - set(Template.objects.exclude(origin="").values_list("origin", flat=True)))
    return render(request, "posts/templates.html", {"rows": rows, "lacks": lacks, "may_write": request.user.has_right(WRITE)})


def _said(post: Post) -> str:
    if post.state == Post.APPROVED:
        return _("On its way.")
    return _("Election period: it goes out when a second person has approved it. They have been asked.")


@require_POST
@team(WRITE)
def install(request: HttpRequest) -> HttpResponse:
    """The ready-made texts for crises, in French."""
    new = actions.install_templates(rows=STATEMENTS, person=request.user, at=clock.now())
    messages.success(
        request, _("%(n)d ready-made texts added. Read them, change them, have them approved before you need them.") % {"n": new}
    )
    return redirect("posts:templates")


@team(READ)
def template(request: HttpRequest, pk: int) -> HttpResponse:
    """A template: read it, fill it in, have it approved beforehand."""
    row, at = get_object_or_404(Template, pk=pk), clock.now()
    may_write, is_ready = request.user.has_right(WRITE), goes_at_once(row, at)
    form = FillForm(request.POST or None, template=row)
    preview, refusal = "", None
    if request.method == "POST" and may_write and form.is_valid():
        preview = from_markdown(filled(row.text, form.values))
        at_once = is_ready and request.POST.get("act") == "at_once"
        if request.POST.get("act") != "preview":
            try:
                post = actions.from_template(
                    template=row,
                    values=form.values,
                    person=request.user,
                    at=at,
                    accounts=list(form.cleaned_data["accounts"]),
                    at_once=at_once,
                )
            except Refused as error:
                refusal = error.refusal
            else:
                messages.success(request, _said(post) if at_once else _("Draft kept."))
                return redirect("posts:show", post.pk)
    context = {
        "template": row,
        "html": from_markdown(row.text),
        "blanks": names_in(row),
        "blocks": sorted(row.blocks.items()),
        "form": form,
        "preview": preview,
        "filled_title": filled(row.title, form.values) if preview else "",
        "refusal": refusal,
        "is_ready": is_ready,
        "may_write": may_write,
        "may_approve": request.user.has_right(DECIDE) and not is_ready,
    }
    return render(request, "posts/template.html", context)


@team(WRITE)
def edit_template(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    row = get_object_or_404(Template, pk=pk) if pk else None
    form = TemplateForm(request.POST or None, instance=row)
    if request.method == "POST" and form.is_valid():
        stored = Template.objects.get(pk=pk) if pk else None
        kept = actions.keep_template(template=stored, person=request.user, at=clock.now(), **form.columns)
        messages.success(
            request, _("Template kept. If it was approved, the new wording needs a new approval.") if pk else _("Template kept.")
        )
        return redirect("posts:template", kept.pk)
    return render(request, "posts/template_edit.html", {"form": form, "template": row})


@require_POST
@team(WRITE)
def retire_template(request: HttpRequest, pk: int) -> HttpResponse:
    actions.retire_template(template=get_object_or_404(Template, pk=pk), person=request.user, at=clock.now())
    messages.success(request, _("This template is proposed no more."))
    return redirect("posts:templates")


@require_POST
@team(DECIDE)
def approve_template(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Template, pk=pk)
    try:
        actions.approve_template(template=row, person=request.user, at=clock.now())
    except Refused as error:
        messages.error(request, str(error.refusal.message))
    else:
        messages.success(request, _("Approved for a year: with its blanks filled, it goes out at once."))
    return redirect("posts:template", pk)


@team(READ)
def series(request: HttpRequest) -> HttpResponse:
    """What comes again."""
    at = clock.now()
    rows = list(Series.objects.filter(stopped_at=None).select_related("model").order_by("next_at")[:200])
    for row in rows:
        row.is_confirmed = is_confirmed(row, at) if row.is_evergreen else None  # type: ignore[attr-defined]
        row.confirm_refusal = may_confirm(request.user, row)  # type: ignore[attr-defined]
    return render(request, "posts/series.html", {"rows": rows, "may_write": request.user.has_right(WRITE)})


@team(WRITE)
def repeat(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a publication come again."""
    post = get_object_or_404(Post, pk=pk)
    form = SeriesForm(request.POST or None)
    refusal = None
    if request.method == "POST" and form.is_valid():
        try:
            actions.repeat(post=post, person=request.user, at=clock.now(), **form.cleaned_data)
        except Refused as error:
            refusal = error.refusal
        else:
            messages.success(request, _("It will come again."))
            return redirect("posts:series")
    return render(request, "posts/repeat.html", {"form": form, "post": post, "refusal": refusal})


@require_POST
@team(WRITE)
def stop_series(request: HttpRequest, pk: int) -> HttpResponse:
    actions.stop_series(series=get_object_or_404(Series, pk=pk), person=request.user, at=clock.now())
    messages.success(request, _("It does not come again. What is prepared already stays."))
    return redirect("posts:series")


@require_POST
@team(DECIDE)
def confirm_series(request: HttpRequest, pk: int) -> HttpResponse:
    try:
        actions.confirm_series(series=get_object_or_404(Series.objects.select_related("model"), pk=pk), person=request.user, at=clock.now())
    except Refused as error:
        messages.error(request, str(error.refusal.message))
    else:
        messages.success(request, _("Noted: still true."))
    return redirect("posts:series")


@require_POST
@team(WRITE)
def copy(request: HttpRequest, pk: int) -> HttpResponse:
    """A new draft with the same words, pictures and channels."""
    made = actions.copy(post=get_object_or_404(Post, pk=pk), author=request.user, at=clock.now())
    messages.success(request, _("A new draft with the same words."))
    return redirect("posts:edit", made.pk)


@team(WRITE)
def handles(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """The address book: how people and bodies are called on each network."""
    row = get_object_or_404(Handle, pk=pk) if pk else None
    form = HandleForm(request.POST or None, instance=row)
    if request.method == "POST" and form.is_valid():
        stored = Handle.objects.get(pk=pk) if pk else None
        actions.keep_handle(handle=stored, person=request.user, name=form.cleaned_data["name"], addresses=form.addresses, at=clock.now())
        messages.success(request, _("Kept."))
        return redirect("posts:handles")
    context: dict[str, Any] = {"form": form, "handle": row, "rows": Handle.objects.all()[:300]}
    return render(request, "posts/handles.html", context)


@require_POST
@team(WRITE)
def forget_handle(request: HttpRequest, pk: int) -> HttpResponse:
    actions.forget_handle(handle=get_object_or_404(Handle, pk=pk), person=request.user, at=clock.now())
    messages.success(request, _("Removed from the address book."))
    return redirect("posts:handles")
