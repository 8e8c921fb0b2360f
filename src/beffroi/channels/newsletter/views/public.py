"""For everybody: what there is to read and to subscribe to."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.feedgenerator import Atom1Feed
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from beffroi.channels.base.media import jpeg
from beffroi.channels.base.types import ChannelError, Picture
from beffroi.channels.newsletter import actions, rendering
from beffroi.channels.newsletter.models import Block, Issue, Letter, Link
from beffroi.ground.town.models import Town
from beffroi.kernel.access import by_link, public
from beffroi.kernel.paging import page


@public
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The newsletters, and their last issues."""
    letters = list(Letter.objects.filter(is_open=True, account__closed_at=None).order_by("name", "pk"))
    issues = Issue.objects.filter(state=Issue.SENT, is_public=True).select_related("letter").order_by("-sent_at", "-pk")[:8]
    return render(request, "newsletter/index.html", {"letters": letters, "issues": issues})


@public
@require_safe
def letter(request: HttpRequest, slug: str) -> HttpResponse:
    """One newsletter and its archive."""
    found = get_object_or_404(Letter, slug=slug)
    sent = Issue.objects.filter(letter=found, state=Issue.SENT, is_public=True)
    rows = page(sent, order=("-sent_at", "-pk"), after=request.GET.get("after", ""), size=20)
    return render(request, "newsletter/letter.html", {"letter": found, "page": rows})


@public
@require_safe
def issue(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """One issue, as long as it is kept."""
    found = get_object_or_404(Issue.objects.select_related("letter"), pk=pk, letter__slug=slug, is_public=True)
    if not (found.is_sent or found.is_going):
        raise Http404
    return render(request, "newsletter/issue.html", {"issue": found, "letter": found.letter, "parts": rendering.parts_of(found)})


@public
@require_safe
def feed(request: HttpRequest, slug: str) -> HttpResponse:
    """The archive as Atom."""
    found = get_object_or_404(Letter, slug=slug)
    made = Atom1Feed(
        title=f"{found.name} – {Town.current().name}",
        link=request.build_absolute_uri(found.get_absolute_url()),
        description=found.description,
        language=found.language,
        feed_url=request.build_absolute_uri(),
    )
    for row in Issue.objects.filter(letter=found, state=Issue.SENT, is_public=True).order_by("-sent_at", "-pk")[:20]:
        row.letter = found
        made.add_item(
            title=row.subject,
            link=request.build_absolute_uri(row.get_absolute_url()),
            description=row.preheader,
            unique_id=f"tag:beffroi,{row.made_at:%Y-%m-%d}:newsletter-{row.pk}",
            unique_id_is_permalink=False,
            pubdate=row.sent_at,
        )
    return HttpResponse(made.writeString("utf-8"), content_type=made.content_type)


@public
@require_safe
def picture(request: HttpRequest, pk: int) -> HttpResponse:
    """The picture of a part, as every mail program shows it: the same address for everybody, so that it tells nothing."""
    block = get_object_or_404(Block, pk=pk, withdrawn_at=None)
    if not block.image_id:
        raise Http404
    try:
        content = jpeg(Picture(block.image_id, block.image_alt), most_bytes=250_000, most_side=1120)
    except ChannelError:
        raise Http404 from None
    answer = HttpResponse(content, content_type="image/jpeg")
    answer["Cache-Control"] = "public, max-age=604800"
    answer["Cross-Origin-Resource-Policy"] = "cross-origin"
    return answer


@never_cache
@by_link
@require_safe
def follow(request: HttpRequest, code: str) -> HttpResponse:
    """A link of an issue: counted, never who followed it."""
    found = Link.objects.filter(code=code[:16]).first()
    if found is None:
        return redirect("newsletter:index")
    if request.method == "GET":
        actions.count_click(code=found.code)
    answer = redirect(rendering.full(found.url))
    answer["Referrer-Policy"] = "same-origin"
    return answer
