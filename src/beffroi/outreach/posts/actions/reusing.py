"""Written once, used again: templates, series, the address book."""

import calendar
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from beffroi.channels.base.models import Account as ChannelAccount
from beffroi.ground.people.models import Account
from beffroi.kernel.rules import require
from beffroi.kernel.subjects import Subject
from beffroi.outreach.approvals import actions as approvals
from beffroi.outreach.approvals.models import Approval
from beffroi.outreach.posts.actions.writing import draft
from beffroi.outreach.posts.blanks import columns_of, filled, frame_hash, series_hash
from beffroi.outreach.posts.content import OVERRIDES, content_of, hash_of, rights_of, subject_of
from beffroi.outreach.posts.models import Handle, Post, Series, Template
from beffroi.outreach.posts.rules import may_confirm, may_write, must_be_plain, must_end_later
from beffroi.outreach.posts.types import Parts, Shown

YEAR = timedelta(days=365)


# Templates


@transaction.atomic
def keep_template(*, template: Template | None, person: Account, at: datetime, **columns: Any) -> Template:
    """A new template, or another wording of one: an approval given beforehand holds for the exact wording only."""
    require(may_write(person, at))
    row = template or Template(author=person)
    for name, value in columns.items():
        setattr(row, name, value)
    row.updated_at, row.version = at, (row.version + 1 if row.pk else 1)
    row.save()
    return row


@transaction.atomic
def retire_template(*, template: Template, person: Account, at: datetime) -> None:
    """It is proposed no more; what was made from it stays."""
    require(may_write(person, at))
    Template.objects.filter(pk=template.pk).update(retired_at=at)


@transaction.atomic
def install_templates(*, rows: list[dict[str, Any]], person: Account | None, at: datetime) -> int:
    """The ready-made texts; those that are here already, even changed, are left alone."""
    known = set(Template.objects.exclude(origin="").values_list("origin", flat=True)) | set(Template.objects.values_list("name", flat=True))
    new = [row for row in rows if row["origin"] not in known and row["name"] not in known]
    Template.objects.bulk_create(Template(**row, author=person, updated_at=at) for row in new)
    return len(new)


@transaction.atomic
def approve_template(*, template: Template, person: Account, at: datetime) -> None:
    """From now on, for a year, a text made by only filling its blanks goes out at once."""
    approvals.preapprove(subject=template_subject(template), content_hash=frame_hash(template), until=at + YEAR, by=person, at=at)


@transaction.atomic
def from_template(
    *, template: Template, values: dict[str, str], person: Account, at: datetime, accounts: list[ChannelAccount], at_once: bool = False
) -> Post:
    """A draft with the blanks filled; `at_once`: approved with its template, it goes out without another reading."""
    if at_once:
        require(may_write(person, at), must_be_plain(values))
    blocks = {kind: filled(text, values) for kind, text in template.blocks.items()}
    post = draft(
        title=filled(template.title, values)[:200],
        text=filled(template.text, values),
        author=person,
        at=at,
        accounts=accounts,
        kind=template.kind,
        hashtags=template.hashtags,
        template=template,
        valid_until=at + timedelta(hours=template.valid_hours) if template.valid_hours else None,
        when_over=Post.SAY if template.valid_hours else Post.KEEP,
        parts=Parts(variants={account.pk: {"text": blocks[account.kind]} for account in accounts if account.kind in blocks}),
    )
    if at_once:
        subject, frame = subject_of(post), template_subject(template)
        approvals.wave_through(
            subject=subject, content_hash=hash_of(post), frame=frame, frame_hash=frame_hash(template), asked_by=person, at=at
        )
        _follow(post, at)
    return post


def template_subject(template: Template) -> Subject:
    return Subject("post_template", template.pk)


# Series


@transaction.atomic
def repeat(*, post: Post, person: Account, at: datetime, **columns: Any) -> Series:
    """Let a post come again until a day."""
    require(may_write(person, at), must_end_later(columns["next_at"], columns["ends_on"]))
    first_day = timezone.localtime(columns["next_at"]).day
    return Series.objects.create(model=post, made_by=person, created_at=at, first_day=first_day, **columns)


@transaction.atomic
def stop_series(*, series: Series, person: Account, at: datetime) -> None:
    require(may_write(person, at))
    Series.objects.filter(pk=series.pk, stopped_at=None).update(stopped_at=at)


@transaction.atomic
def confirm_series(*, series: Series, person: Account, at: datetime) -> None:
    """“Still true”: until the next review, its posts go out at their hour without another reading."""
    require(may_confirm(person, series))
    until = min(at + timedelta(days=30 * series.review_months), at + YEAR)
    content = series_hash(series, content_of(series.model))
    approvals.preapprove(subject=series_subject(series), content_hash=content, until=until, by=person, at=at)


@transaction.atomic
def make_next(*, series: Series, at: datetime) -> Post | None:
    """The next post of a series, made ahead of its hour; the series stops after its last day."""
    series = Series.objects.select_for_update(of=("self",)).select_related("model", "made_by").get(pk=series.pk)
    if series.stopped_at or series.next_at - timedelta(days=series.days_ahead) > at:
        return None
    if timezone.localdate(series.next_at) > series.ends_on:
        Series.objects.filter(pk=series.pk).update(stopped_at=at)
        return None
    hour = series.next_at
    post = copy(post=series.model, author=None, at=at, publish_at=hour, series=series, origin=f"series-{series.pk}-{hour:%Y%m%d%H%M}")
    Series.objects.filter(pk=series.pk).update(next_at=following(series))
    content = series_hash(series, content_of(series.model))
    if series.is_evergreen and approvals.is_preapproved(subject=series_subject(series), content_hash=content, at=at):
        subject, frame = subject_of(post), series_subject(series)
        approvals.wave_through(subject=subject, content_hash=hash_of(post), frame=frame, frame_hash=content, asked_by=series.made_by, at=at)
        _follow(post, at)
    return post


def copy(*, post: Post, author: Account | None, at: datetime, **more: Any) -> Post:
    """The same words, pictures and channels in a new draft."""
    variants = {row.account_id: {name: getattr(row, name) for name in OVERRIDES} for row in post.variants.all()}
    images = [row.image for row in post.pictures.select_related("image")]
    rights = rights_of([image.pk for image in images])
    return draft(
        **columns_of(post) | more,
        author=author,
        at=at,
        accounts=[outlet.account for outlet in post.outlets.select_related("account")],
        parts=Parts(
            pictures=[Shown(image, image.alt, (image.focus_x, image.focus_y), rights.get(image.pk)) for image in images],
            wordings={row.language: {"title": row.title, "text": row.text} for row in post.wordings.all()},
            variants=variants,
            claims=[{"claim": row.claim, "source": row.source, "url": row.url} for row in post.claims.all()],
        ),
    )


def following(series: Series) -> datetime:
    """Its next hour after the present one: the same hour of the clock, whatever the season."""
    local = timezone.localtime(series.next_at)
    bare = local.replace(tzinfo=None)
    if series.rhythm == Series.WEEKLY:
        bare += timedelta(weeks=series.interval)
    else:
        months = bare.year * 12 + bare.month - 1 + series.interval
        year, month = divmod(months, 12)
        last = calendar.monthrange(year, month + 1)[1]
        bare = bare.replace(year=year, month=month + 1, day=min(series.first_day, last))
    return timezone.make_aware(bare, local.tzinfo)


def series_subject(series: Series) -> Subject:
    return Subject("post_series", series.pk)


def _follow(post: Post, at: datetime) -> None:
    """Approved with its frame, or waiting for the second reading of an election period."""
    approval = approvals.latest(subject_of(post))
    if approval and approval.state == Approval.WAITING:
        Post.objects.filter(pk=post.pk).update(state=Post.SUBMITTED, updated_at=at)
    post.refresh_from_db()


# The address book


@transaction.atomic
def keep_handle(*, handle: Handle | None, person: Account, name: str, addresses: dict[str, str], at: datetime) -> Handle:
    """How somebody is called on each network."""
    require(may_write(person, at))
    row = handle or Handle()
    row.name, row.addresses, row.updated_at = name, addresses, at
    row.save()
    return row


@transaction.atomic
def forget_handle(*, handle: Handle, person: Account, at: datetime) -> None:
    require(may_write(person, at))
    handle.delete()
