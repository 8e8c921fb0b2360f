from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from beffroi.kernel.access import public


@public
@require_safe
def door(request: HttpRequest) -> HttpResponse:
    """The door without a network: a page without data, kept by the service worker. What it shows is in the phone."""
    response = render(request, "meetings/offline.html")
    response["Permissions-Policy"] = "camera=(self), microphone=(), geolocation=()"
    return response
