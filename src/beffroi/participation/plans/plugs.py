from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext, override, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from beffroi.commons.moderation.types import Context, Whole, contexts
from beffroi.commons.notifications.types import NotificationKind, notification_kinds
from beffroi.commons.privacy.types import PersonalData, personal_data
from beffroi.ground.people.models import Account, Voice
from beffroi.ground.people.types import GuestAct, VoicePage, guest_acts, voice_pages
from beffroi.ground.places.types import MapPoint, map_layers
from beffroi.kernel import html
from beffroi.kernel.rules import Refusal, Refused
from beffroi.kernel.sitemaps import MOST, SitemapSection, sitemap_sections
from beffroi.kernel.subjects import Card, subject_kinds
from beffroi.participation.plans.actions import address, annotate
from beffroi.participation.plans.models import Annotation, Part, Plan


def publish(person: Account, data: dict, at: datetime) -> str:
    """What a visitor wrote, now that she said who she is."""
    plan = Plan.objects.select_related("component__process").defer("layer", "drawing").filter(pk=data["plan"]).first()
    if plan is None:
        raise Refused(Refusal("gone", _("This page no longer exists.")))
    part = Part.objects.filter(pk=data["part"], plan=plan).first() if data["part"] else None
    row = annotate(plan=plan, person=person, text=data["text"], kind=data["kind"], x=data["x"], y=data["y"], part=part, at=at)
    return address(row)


guest_acts.register(GuestAct(kind="plans:annotate", label=_("annotate a plan"), perform=publish))


def _answered(params: dict[str, Any], language: str) -> str:
    with override(language):
        return gettext("The town answered the annotation “%(title)s”: %(state)s.") % {**params, "state": said_state(params["state"])}


def said_state(state: str) -> str:
    return str(dict(Annotation.STATES).get(state, ""))


notification_kinds.register(NotificationKind("plans:answered", _("Answer to my annotation of a plan"), _answered, "own"))
notification_kinds.register(NotificationKind("plans:answered-followed", _("Answer to an annotation that I follow"), _answered, "followed"))


def _public() -> QuerySet[Annotation]:
    rows = Annotation.objects.filter(in_list=True, plan__component__published_at__isnull=False)
    rows = rows.filter(plan__component__process__published_at__isnull=False)
    return rows.select_related("plan__component__process").defer("plan__layer", "plan__drawing")


class AnnotationLayer:
    """What is said of plans that have a ground, on the town's map."""

    kind = "annotation"
    label = _("Annotations on plans")

    def points(self, limit: int) -> list[MapPoint]:
        rows = _public().filter(plan__component__process__archived_at=None).exclude(longitude=None).order_by("-pk")[:limit]
        return [
            MapPoint(row.longitude or 0.0, row.latitude or 0.0, row.excerpt[:80], address(row), str(row.get_kind_display()), self.kind)
            for row in rows
        ]


map_layers.register(AnnotationLayer())


def of_voice(voice: Voice, at: datetime, limit: int) -> Iterable[Card]:
    numbers = list(Annotation.objects.filter(voice=voice, in_list=True).order_by("-created_at").values_list("pk", flat=True)[:limit])
    known = subject_kinds["annotation"].cards(numbers)
    return [known[number] for number in numbers if number in known and known[number].is_public]


voice_pages.register(VoicePage(kind="annotation", label=pgettext_lazy("plans", "Annotations on plans"), cards=of_voice, order=35))


def pages() -> Iterator[tuple[str, datetime | None]]:
    for row in _public().order_by("-pk")[:MOST].iterator():
        yield address(row), row.answered_at or row.created_at


sitemap_sections.register(SitemapSection("annotations", pages))


def kept_of(account: Account) -> Iterator[dict[str, Any]]:
    voice = getattr(account, "voice", None)
    if voice is None:
        return
    for row in Annotation.objects.filter(voice=voice).select_related("plan__component__process").defer("plan__layer", "plan__drawing"):
        yield {
            gettext("Annotation on the plan of"): row.plan.component.process.title,
            gettext("Text"): row.text,
            gettext("Written"): row.created_at,
            gettext("Withdrawn on"): row.withdrawn_at,
        }


personal_data.register(
    PersonalData(
        kind="plans",
        label=_("Annotations on plans"),
        purpose=_("Letting people say what they think of a plan, place by place, and answering them."),
        data=_("Text, place on the plan, date; for the team, who wrote an answer."),
        retention=_("Annotations stay, without a name once the person has left."),
        export=kept_of,
        fields=("plans.Annotation.voice", "plans.Annotation.answered_by"),
    )
)


class AnnotationContext(Context):
    """All that a moderator must see of an annotation."""

    kind = "annotation"

    def whole(self, id: int) -> Whole | None:
        row = Annotation.objects.filter(pk=id).first()
        if row is None:
            return None
        same = Annotation.objects.filter(text=row.text).exclude(pk=row.pk).count()
        return Whole(text=row.text, html=html.clean(row.html), written_at=row.created_at, same_text=same)

    def with_same_voice(self, voice_id: int, limit: int) -> list[Card]:
        ids = list(Annotation.objects.filter(voice_id=voice_id).order_by("-created_at").values_list("pk", flat=True)[:limit])
        known = subject_kinds["annotation"].cards(ids)
        return [known[pk] for pk in ids if pk in known]


contexts.register(AnnotationContext())
