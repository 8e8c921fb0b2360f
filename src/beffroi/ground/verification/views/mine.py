from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from beffroi.ground.people.gates import oneself


@oneself
def index(request: HttpRequest) -> HttpResponse:
    return render(request, "verification/mine.html", {})
