"""The words of a group outside the majority, as a post: nobody here reads them for approval."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from beffroi.channels.base.models import Account as ChannelAccount
from beffroi.channels.base.types import channels
from beffroi.outreach.approvals import actions as approvals
from beffroi.outreach.neutrality.models import SlotRule, Tribune
from beffroi.outreach.posts.actions.publishing import take_back
from beffroi.outreach.posts.actions.writing import draft
from beffroi.outreach.posts.content import hash_of, subject_of
from beffroi.outreach.posts.models import Post


@transaction.atomic
def carry_tribune(*, tribune: Tribune, at: datetime) -> Post | None:
    """A post with exactly these words, marked as the group's, for the place of its slot; at its hour. Once for each release."""
    if tribune.rule.place == SlotRule.BULLETIN or tribune.state != Tribune.SUBMITTED:
        return None
    homes = [channel.kind for channel in channels if channel.is_home]
    accounts = [tribune.rule.account] if tribune.rule.account else list(ChannelAccount.objects.working().filter(kind__in=homes)[:1])
    if not accounts:
        return None
    origin = f"tribune-{tribune.pk}" + (f"-{tribune.released_at:%Y%m%d%H%M%S}" if tribune.released_at else "")
    if Post.objects.filter(origin=origin).exists():
        return None
    mark = _("Words of the group “%(group)s”. They bind their authors only.") % {"group": tribune.group.name}
    post = draft(
        title=tribune.title,
        text=f"*{mark}*\n\n{tribune.text}",
        kind=Post.TRIBUNE,
        topic=tribune.group.name[:60],
        origin=origin,
        accounts=accounts,
        publish_at=tribune.goes_out_at,
        comments_open=False,
        at=at,
    )
    why = _("The opposition’s space: published as its authors wrote it (CGCT, L2121-27-1).")
    approvals.pass_by_rule(subject=subject_of(post), content_hash=hash_of(post), why=why, at=at)
    return post


def stop_tribune(*, tribune: Tribune, at: datetime) -> None:
    """Held back, or taken back by its group: it does not go out, or leaves where it is."""
    for post in Post.objects.filter(origin__regex=rf"^tribune-{tribune.pk}(-|$)").exclude(state=Post.WITHDRAWN):
        take_back(post=post, at=at)
