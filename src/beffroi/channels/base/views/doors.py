"""Doors for networks: their pushed events, and the pictures that they fetch."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from beffroi.channels.base import actions
from beffroi.channels.base.media import jpeg, lent, picture_of
from beffroi.channels.base.models import Account
from beffroi.channels.base.types import ChannelError, channels
from beffroi.ground.media.files import answer
from beffroi.ground.media.models import Video
from beffroi.kernel import clock
from beffroi.kernel.access import by_link

MOST_EVENT = 1024 * 1024


@csrf_exempt
@never_cache
@by_link
def events(request: HttpRequest, pk: int) -> HttpResponse:
    """What a network pushes. Its signature is the only key; a GET is the network's question whether we listen."""
    account = get_object_or_404(Account, pk=pk, closed_at=None)
    channel = channels.get(account.kind)
    if channel is None:
        raise Http404
    if request.method == "GET":
        answer = channel.challenge(account, request.GET.dict())
        kind = "application/json" if (answer or "").startswith("{") else "text/plain"
        return HttpResponse(answer, content_type=kind) if answer is not None else HttpResponse(status=403)
    if request.method != "POST" or len(request.body) > MOST_EVENT:
        return HttpResponse(status=405 if request.method != "POST" else 413)
    try:
        incoming = channel.received(account, headers=request.headers, body=request.body)
    except (ChannelError, ValueError, KeyError, TypeError, AttributeError):
        return HttpResponse(status=400)
    if incoming is None:
        return HttpResponse(status=403)
    actions.keep_heard(account=account, incoming=incoming, at=clock.now(), is_whole=False)
    return HttpResponse(status=204)


@never_cache
@by_link
def clip(request: HttpRequest, token: str) -> HttpResponseBase:
    """A video lent to a network for a day, in parts if it asks for them."""
    said = lent(token, at=clock.now())
    video = Video.objects.filter(pk=said["video"], state=Video.READY).first() if said and "video" in said else None
    if video is None:
        raise Http404
    response = answer(request, str(video.file.name), content_type="video/mp4")
    response["X-Robots-Tag"] = "noindex"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


@never_cache
@by_link
def picture(request: HttpRequest, token: str) -> HttpResponse:
    """A picture lent to a network for a day."""
    said = lent(token, at=clock.now())
    if not said or "image" not in said:
        raise Http404
    try:
        content = jpeg(picture_of(said)[0], ratio=picture_of(said)[1], most_bytes=8_000_000)
    except ChannelError:
        raise Http404 from None
    answer = HttpResponse(content, content_type="image/jpeg")
    answer["X-Robots-Tag"] = "noindex"
    answer["Cross-Origin-Resource-Policy"] = "cross-origin"
    return answer
