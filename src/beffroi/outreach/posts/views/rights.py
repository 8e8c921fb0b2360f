"""Pictures with a last day: what may not be shown any more, and what ends soon."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from beffroi.ground.people.access import team
from beffroi.kernel import clock
from beffroi.kernel.paging import page
from beffroi.outreach.posts.access import READ
from beffroi.outreach.posts.models import PictureRight, Post, PostPicture


@team(READ)
@require_safe
def rights(request: HttpRequest) -> HttpResponse:
    """The nearest end first; below each picture, where it is."""
    rows = page(PictureRight.objects.select_related("image"), order=("until", "pk"), after=request.GET.get("after", ""), size=20)
    shown: dict[int, list[Post]] = {}
    found = PostPicture.objects.filter(image__in=[row.image_id for row in rows]).exclude(post__state=Post.WITHDRAWN)
    for picture in found.select_related("post").order_by("-post__updated_at"):
        shown.setdefault(picture.image_id, []).append(picture.post)
    today = localdate(clock.now())
    listed = [(row, shown.get(row.image_id, []), row.until < today) for row in rows]
    return render(request, "posts/rights.html", {"page": rows, "rows": listed})
