"""Files out, files in."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from beffroi.kernel import clock
from beffroi.kernel.rules import Refused
from beffroi.participation.opinions import actions, exports
from beffroi.participation.opinions.access import EDIT
from beffroi.participation.opinions.actions.importing import BadFile
from beffroi.participation.opinions.forms import ImportForm
from beffroi.participation.opinions.models import MAP
from beffroi.participation.opinions.views.desk import frame, map_of, url
from beffroi.participation.opinions.views.results import sent
from beffroi.participation.spaces.access import component_team
from beffroi.participation.spaces.models import Component

LOG = "moderation.csv"
WHOLE = "comments.csv"


@component_team(MAP, EDIT)
def show(request: HttpRequest, component: Component) -> HttpResponse:
    map = map_of(component)
    files = [{"name": name, "said": said, "url": url(map, "download", name)} for name, said in exports.explained().items()]
    files.append(
        {"name": LOG, "said": _("What was decided about statements, with their words: for the team."), "url": url(map, "download", LOG)}
    )
    context = {**frame(request, map, "data"), "files": files, "is_empty": not map.statements.exists()}
    return render(request, "opinions/desk/data.html", context)


@component_team(MAP, EDIT)
def download(request: HttpRequest, component: Component, name: str) -> StreamingHttpResponse:
    map = map_of(component)
    if name in (LOG, WHOLE):
        lines = exports.log(map) if name == LOG else exports.comments(map, whole=True)
        response = StreamingHttpResponse(lines, content_type=exports.CSV)
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        return response
    if name not in exports.FILES:
        raise Http404
    return sent(map, name)


@component_team(MAP, EDIT)
def take_files(request: HttpRequest, component: Component) -> HttpResponse:
    """A conversation held on Polis, into a map where nobody has said anything."""
    map = map_of(component)
    form = ImportForm(request.POST or None, request.FILES or None) if request.method == "POST" else ImportForm()
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            statements, votes = actions.take_files(
                map=map, person=request.user, comments=data["comments"].read(), votes=data["votes"].read() if data["votes"] else None,
                at=clock.now(),
            )  # fmt: skip
        except (BadFile, Refused) as wrong:
            form.add_error("comments", str(wrong))
        else:
            messages.success(
                request, _("%(statements)d statements and %(votes)d votes were taken.") % {"statements": statements, "votes": votes}
            )
            return redirect(url(map, "data"))
    context = {**frame(request, map, "data"), "form": form, "is_empty": not map.statements.exists()}
    return render(request, "opinions/desk/import.html", context, status=422 if form.errors else 200)
