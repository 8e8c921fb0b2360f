"""Every part in every state."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from beffroi.kernel.access import public


@public
def gallery(request: HttpRequest, **names: str) -> HttpResponse:
    return render(request, "ui/plain.html")


show = gallery
error = gallery
