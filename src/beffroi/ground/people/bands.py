"""The band that reminds an agent, on every page, for whom she acts."""

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from beffroi.ui.bands import Band


def _representation(request: HttpRequest) -> SafeString | None:
    found = getattr(request, "representation", None)
    return render_to_string("people/_representation_band.html", {"row": found}, request) if found else None


representation_band = Band("representation", _representation, personal=True, order=5)
