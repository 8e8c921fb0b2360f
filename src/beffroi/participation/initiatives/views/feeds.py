"""Initiatives as an Atom feed: those that began to collect, the newest first."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext
from django.views.decorators.http import require_safe

from beffroi.ground.town.models import Town
from beffroi.kernel.access import public
from beffroi.participation.initiatives import reading
from beffroi.participation.initiatives.actions.texts import stored_address
from beffroi.participation.initiatives.models import Initiative

MOST = 30


@public
@require_safe
def atom(request: HttpRequest) -> HttpResponse:
    """RFC 4287, in the first language of the town. An entry is renewed when its threshold is reached and when it is answered."""
    town = Town.current()
    with override(settings.LANGUAGE_CODE):
        feed = Atom1Feed(
            title=_("Initiatives: %(town)s") % {"town": town.name},
            link=request.build_absolute_uri(reverse("initiatives_town:index")),
            description=pgettext("initiatives", "Initiatives of the town"),
            language=settings.LANGUAGE_CODE,
            feed_url=request.build_absolute_uri(reverse("initiatives_town:atom")),
            author_name=town.name,
        )
        rows = Initiative.objects.listed().exclude(public_at=None).select_related("component__process", "voice")
        for row in rows.order_by("-public_at", "-pk")[:MOST]:
            feed.add_item(
                title=row.title,
                link=request.build_absolute_uri(stored_address(row)),
                description="\n\n".join(filter(None, [row.excerpt, reading.gauge_said(row)])),
                unique_id=f"tag:{request.get_host().split(':')[0]},{row.created_at:%Y-%m-%d}:initiative:{row.pk}",
                unique_id_is_permalink=False,
                pubdate=row.public_at,
                updateddate=row.answered_at or row.reached_at or row.public_at,
                author_name=row.voice.display_name,
            )
    return HttpResponse(feed.writeString("utf-8"), content_type=feed.content_type)
