"""A refusal that a view let through becomes a page with its sentence, or JSON with its code."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from beffroi.kernel.rules import Refused


class RefusalMiddleware:
    def __init__(self, get_response) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, Refused):
            return None
        if request.headers.get("Accept", "").startswith("application/json"):
            return JsonResponse({"code": error.refusal.code, "message": str(error.refusal.message)}, status=403)
        return render(request, "ui/refused.html", {"refusal": error.refusal}, status=403)
