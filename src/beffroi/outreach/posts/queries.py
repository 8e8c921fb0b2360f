"""What pages and the desk read of posts."""

from datetime import datetime

from beffroi.kernel.subjects import Subject
from beffroi.outreach.approvals import actions as approvals
from beffroi.outreach.posts.blanks import frame_hash, series_hash
from beffroi.outreach.posts.content import content_of
from beffroi.outreach.posts.models import Series, Template


def is_confirmed(series: Series, at: datetime) -> bool:
    """Somebody said not long ago that these very words are still true."""
    content = series_hash(series, content_of(series.model))
    return approvals.is_preapproved(subject=Subject("post_series", series.pk), content_hash=content, at=at)


def unconfirmed(at: datetime) -> list[Series]:
    """Evergreen series whose next post would wait for a validator."""
    running = Series.objects.filter(is_evergreen=True, stopped_at=None).select_related("model")[:100]
    return [series for series in running if not is_confirmed(series, at)]


def goes_at_once(template: Template, at: datetime) -> bool:
    """Approved beforehand, in exactly these words, and its yearly review is not overdue."""
    return approvals.is_preapproved(subject=Subject("post_template", template.pk), content_hash=frame_hash(template), at=at)
