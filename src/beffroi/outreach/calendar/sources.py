"""The dates that this domain brings itself: posts, elections, the opposition's space, public holidays."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from beffroi.ground.town.holidays import public_holidays
from beffroi.ground.town.models import Town
from beffroi.kernel.text import excerpt
from beffroi.outreach.neutrality.access import READ as READ_NEUTRALITY
from beffroi.outreach.neutrality.models import Election, SlotRule
from beffroi.outreach.posts.access import READ
from beffroi.outreach.posts.actions.reusing import following
from beffroi.outreach.posts.models import PictureRight, Post, PostPicture, Series
from beffroi.ui.dated import Dated, DatedSource, dated_sources

MOVABLE = {Post.DRAFT, Post.SUBMITTED, Post.CHANGES, Post.APPROVED}
MOST = 1000  # of one source in one period
MOST_TIMES = 120


class Posts(DatedSource):
    kind = "post"
    label = gettext_lazy("Publications")
    right = READ
    icon = "pencil"

    def between(self, start: datetime, end: datetime, at: datetime) -> list[Dated]:
        when = Q(published_at__gte=start, published_at__lt=end) | Q(published_at=None, publish_at__gte=start, publish_at__lt=end)
        posts = Post.objects.filter(when).exclude(state=Post.WITHDRAWN).prefetch_related("outlets__account")
        return [dated(post, at) for post in posts.order_by("pk")[:MOST]]


def dated(post: Post, at: datetime) -> Dated:
    hour = post.published_at or post.publish_at or at
    is_late = post.published_at is None and hour <= at and post.state != Post.APPROVED
    return Dated(
        key=f"post-{post.pk}",
        title=post.title,
        starts_at=hour,
        url=reverse("posts:show", args=[post.pk]),
        state=post.state,
        state_label=post.get_state_display(),
        tone="brick" if is_late else post.tone,
        channels=tuple((outlet.account_id, outlet.account.name) for outlet in post.outlets.all()),
        campaign_id=post.campaign_id,
        note=_("late: not approved") if is_late else "",
        can_move=post.state in MOVABLE and not (post.kind == Post.TRIBUNE and post.origin.startswith("tribune-")),
    )


class Rights(DatedSource):
    """Last days of pictures that are in some publication."""

    kind = "rights"
    label = gettext_lazy("Rights of pictures")
    right = READ
    icon = "eye"

    def between(self, start: datetime, end: datetime, at: datetime) -> list[Dated]:
        used = PostPicture.objects.exclude(post__state=Post.WITHDRAWN).values("image")
        rows = PictureRight.objects.filter(until__gte=timezone.localdate(start), until__lt=timezone.localdate(end), image__in=used)
        return [
            whole_day(
                f"right-{row.pk}", _("Last day of a picture: %(alt)s") % {"alt": excerpt(row.image.alt, 60)}, row.until, "posts:rights"
            )
            for row in rows.select_related("image").order_by("until", "pk")[:MOST]
        ]


class Recurring(DatedSource):
    """When posts come again whose drafts are not made yet."""

    kind = "series"
    label = gettext_lazy("Posts that come again")
    right = READ
    icon = "history"

    def between(self, start: datetime, end: datetime, at: datetime) -> list[Dated]:
        found = []
        for series in Series.objects.filter(stopped_at=None, next_at__lt=end).select_related("model").order_by("pk")[:MOST]:
            for _number in range(MOST_TIMES):
                if series.next_at >= end or timezone.localdate(series.next_at) > series.ends_on:
                    break
                if series.next_at >= start:
                    found.append(
                        Dated(
                            key=f"series-{series.pk}-{series.next_at:%Y%m%d}",
                            title=series.model.title,
                            starts_at=series.next_at,
                            url=reverse("posts:show", args=[series.model_id]),
                            note=_("comes again; its draft is not made yet"),
                        )
                    )
                series.next_at = following(series)
        return found


class Elections(DatedSource):
    kind = "election"
    label = gettext_lazy("Elections")
    right = READ_NEUTRALITY
    icon = "scales"

    def between(self, start: datetime, end: datetime, at: datetime) -> list[Dated]:
        first, last = timezone.localdate(start), timezone.localdate(end)
        found = []
        for election in Election.objects.filter(month__gte=first - timedelta(days=70), month__lte=last + timedelta(days=220)).order_by(
            "month"
        ):
            if not election.is_concerning:
                continue
            days = [
                (election.starts_on, _("The election period begins: %(name)s")),
                (election.ends_on, _("The election period ends: %(name)s")),
            ]
            days += [(day, _("Ballot: %(name)s")) for day in election.rounds]
            for number, (day, words) in enumerate(days):
                if first <= day < last:
                    found.append(whole_day(f"election-{election.pk}-{number}", words % {"name": election.name}, day, "neutrality:index"))
        return found


class Opposition(DatedSource):
    kind = "opposition"
    label = gettext_lazy("Space of the opposition")
    right = READ_NEUTRALITY
    icon = "speeches"

    def between(self, start: datetime, end: datetime, at: datetime) -> list[Dated]:
        """The last day of each period in which groups may hand in their texts."""
        first, last, found = timezone.localdate(start), timezone.localdate(end), []
        for rule in (
            SlotRule.objects.filter(group__ended_on=None, group__is_majority=False).select_related("group", "account").order_by("pk")
        ):
            period = rule.period_of(first)
            while period < last:
                following = rule.next_period(period)
                day = following - timedelta(days=1)
                if first <= day < last and rule.is_running(day):
                    words = _("Last day for the text of %(group)s: %(place)s") % {"group": rule.group.name, "place": rule.where}
                    found.append(whole_day(f"slot-{rule.pk}-{day}", words, day, "neutrality:groups"))
                period = following
        return found


class Holidays(DatedSource):
    kind = "holiday"
    label = gettext_lazy("Public holidays")
    icon = "star"

    def between(self, start: datetime, end: datetime, at: datetime) -> list[Dated]:
        first, last = timezone.localdate(start), timezone.localdate(end)
        alsace = Town.current().alsace_moselle
        days: dict[date, Any] = {}
        for year in range(first.year, last.year + 1):
            days |= public_holidays(year, alsace_moselle=alsace)
        return [whole_day(f"holiday-{day}", str(name), day, "") for day, name in sorted(days.items()) if first <= day < last]


def whole_day(key: str, title: str, day: date, page: str) -> Dated:
    starts_at = timezone.make_aware(datetime.combine(day, time(0)), timezone.get_default_timezone())
    return Dated(key=key, title=title, starts_at=starts_at, is_whole_day=True, url=reverse(page) if page else "")


for source in (Posts(), Rights(), Recurring(), Elections(), Opposition(), Holidays()):
    dated_sources.register(source)
