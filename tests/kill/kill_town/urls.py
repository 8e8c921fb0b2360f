from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from beffroi.kernel.access import public
from beffroi.kernel.models import Record
from beffroi.urls import urlpatterns as ours
from kill_town.work import write


@public
@csrf_exempt
def write_one(request: HttpRequest) -> HttpResponse:
    return HttpResponse(write(number=int(request.body)))


@public
def how_many(request: HttpRequest) -> HttpResponse:
    return HttpResponse(Record.objects.filter(name="written").count())


urlpatterns = [path("kill/write", write_one), path("kill/count", how_many), *ours]
