"""My data: see, download, agree, leave."""

from django.contrib import messages
from django.contrib.auth import logout
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from beffroi.commons.privacy import actions, archive
from beffroi.commons.privacy.forms import EraseForm
from beffroi.commons.privacy.jobs import make_archive
from beffroi.commons.privacy.models import Archive, Consent, Erasure
from beffroi.commons.privacy.rules import may_be_erased
from beffroi.commons.privacy.types import consent_kinds, personal_data
from beffroi.ground.people import readings
from beffroi.ground.people.doors import site_of
from beffroi.ground.people.gates import fresh, oneself
from beffroi.ground.people.models import Reading, Representation
from beffroi.ground.town.models import Town
from beffroi.kernel import clock


@oneself
def mine(request: HttpRequest) -> HttpResponse:
    """What is kept of me, who looked at it, what I agreed to, and how to leave."""
    at, account = clock.now(), request.user
    given = {row.kind: row for row in Consent.objects.filter(account=account, withdrawn_at=None)}
    archives = Archive.objects.filter(account=account).exclude(expires_at__lte=at).order_by("-requested_at")[:3]
    looked = Reading.objects.filter(account=account).select_related("reader__voice").order_by("-at", "-pk")[:20]
    context = {
        "holders": sorted(personal_data, key=lambda holder: str(holder.label)),
        "archives": [
            {
                "pk": row.pk,
                "is_ready": row.ready_at is not None,
                "size": row.size,
                "until": row.expires_at,
                "requested_at": row.requested_at,
            }
            for row in archives
        ],
        "erasure": Erasure.objects.filter(account=account, done_at=None, cancelled_at=None).first(),
        "consents": [
            {"kind": said.kind, "label": said.label, "sentence": said.sentence, "row": given.get(said.kind)} for said in consent_kinds
        ],
        "readings": [
            {"who": row.reader.voice if row.reader else None, "what": readings.WHATS.get(row.what, row.what), "at": row.at}
            for row in looked
        ],
        "represented": Representation.objects.filter(person=account).select_related("agent__voice").order_by("-started_at")[:20],
    }
    return render(request, "privacy/mine.html", context)


@fresh
def download(request: HttpRequest) -> HttpResponseBase:
    """Everything that is mine: at once if it is little, else made by the worker."""
    if request.method != "POST":
        return render(request, "privacy/download.html")
    at, account = clock.now(), request.user
    sections = archive.gather(account, most=archive.AT_ONCE)
    if sections is not None:
        return _zip(archive.write(sections, town=Town.current().name, at=at))
    row, is_new = actions.ask_archive(account=account, at=at)
    if is_new:
        make_archive.enqueue(archive_id=row.pk, site=site_of(request))
    messages.success(request, _("We are gathering your data. An e-mail tells you when they are ready."))
    return redirect("privacy:mine")


@fresh
def fetch(request: HttpRequest, pk: int) -> HttpResponseBase:
    """An archive that the worker made."""
    row = Archive.objects.filter(pk=pk, account=request.user, ready_at__isnull=False, expires_at__gt=clock.now()).first()
    try:
        file = default_storage.open(row.path) if row else None
    except FileNotFoundError:
        file = None
    if file is None:
        raise Http404
    return _zip(file)


def _zip(file) -> FileResponse:
    response = FileResponse(file, as_attachment=True, filename=_("my-data") + ".zip", content_type="application/zip")
    response["Cache-Control"] = "no-store"
    return response


@fresh
def erase(request: HttpRequest) -> HttpResponse:
    """Leave: in seven days, or at once."""
    refusal = may_be_erased(request.user)
    form = EraseForm(request.POST or None)
    if request.method == "POST" and not refusal and form.is_valid():
        at, account = clock.now(), request.user
        if form.cleaned_data["when"] == EraseForm.NOW:
            actions.erase(account=account, at=at)
            logout(request)
            return render(request, "privacy/erased.html")
        actions.ask_erasure(account=account, at=at, site=site_of(request))
        messages.success(request, _("Your account will be erased in seven days. You can change your mind on this page."))
        return redirect("privacy:mine")
    return render(request, "privacy/erase.html", {"form": form, "refusal": refusal})


@oneself
@require_POST
def stay(request: HttpRequest) -> HttpResponse:
    """Changed my mind."""
    if actions.cancel_erasure(account=request.user, at=clock.now()):
        messages.success(request, _("You stay. Nothing was erased."))
    return redirect("privacy:mine")


@oneself
@require_POST
def consent(request: HttpRequest, kind: str) -> HttpResponse:
    """Agree, or take it back."""
    if kind not in consent_kinds:
        raise Http404
    at = clock.now()
    if request.POST.get("answer") == "yes":
        actions.give_consent(account=request.user, kind=kind, at=at)
        messages.success(request, _("You agreed. You can take it back here at any time."))
    else:
        actions.withdraw_consent(account=request.user, kind=kind, at=at)
        messages.success(request, _("You no longer agree: it is stopped."))
    return redirect("privacy:mine")
