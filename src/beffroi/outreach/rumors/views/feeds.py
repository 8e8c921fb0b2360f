"""What was checked, for feed readers."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_safe

from beffroi.ground.town.models import Town
from beffroi.kernel.access import public
from beffroi.outreach.rumors.models import Rumor

NEWEST = 30


@public
@require_safe
def atom(request: HttpRequest) -> HttpResponse:
    """The newest verdicts and corrections. The headline says what is true: it can be read alone."""
    town = Town.current()
    with override("fr"):
        feed = Atom1Feed(
            title=_("Rumours checked: %(town)s") % {"town": town.name},
            link=request.build_absolute_uri(reverse("rumors:index")),
            description=_("What is said, and what is true, with the sources."),
            language="fr",
            feed_url=request.build_absolute_uri(reverse("rumors_feeds:atom")),
            author_name=town.name,
        )
        for rumor in Rumor.objects.public().order_by("-changed_at", "-pk")[:NEWEST]:
            feed.add_item(
                title=rumor.headline,
                link=request.build_absolute_uri(rumor.get_absolute_url()),
                description=rumor.truth,
                pubdate=rumor.published_at,
                updateddate=rumor.changed_at,
                categories=[str(rumor.get_verdict_display())],
            )
        return HttpResponse(feed.writeString("utf-8"), content_type=feed.content_type)
