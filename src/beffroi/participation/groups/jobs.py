from datetime import timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.translation import override

from beffroi.kernel import clock
from beffroi.kernel.jobs import task
from beffroi.participation.groups import signals
from beffroi.participation.groups.addresses import group_url
from beffroi.participation.groups.models import Group, Member
from beffroi.participation.groups.reactions import tell_members


@task(every=timedelta(hours=12))
def look_after_groups() -> None:
    """Once a week at most, tell those who lead a group what it needs; where nobody leads, tell the members."""
    at = clock.now()
    year, week, _day = timezone.localdate(at).isocalendar()
    rows = Group.objects.filter(process__archived_at=None).select_related("process")
    for group in rows.iterator(chunk_size=200):
        with override(settings.LANGUAGE_CODE):
            found = signals.signs(group, at)
        if not found:
            continue
        if Member.objects.leading().filter(group=group).exists():
            params = {"signs": " ".join(sign.sentence for sign in found), "url": group_url(group, "lead")}
            tell_members(group, "groups:signs", params, f"group-signs-{group.pk}-{year}-{week}", leading=True)
        else:
            tell_members(group, "groups:nobody", {}, f"group-nobody-{group.pk}-{year}-{week}")
