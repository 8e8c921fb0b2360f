"""What the other actions share: the row locked, its address, its place in the search."""

from datetime import datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.db.models import F
from django.urls import reverse
from django.utils.timezone import get_default_timezone
from django.utils.translation import override

from beffroi.commons.search import actions as search
from beffroi.kernel.subjects import Subject
from beffroi.kernel.text import plain
from beffroi.participation.panels.models import Panel

LONGEST = timedelta(days=730)  # nothing personal is kept longer, whatever happens to the panel


def locked(panel: Panel) -> Panel:
    """The row as it is now, until the end of the transaction."""
    return Panel.objects.select_for_update(of=("self",)).select_related("component__process").get(pk=panel.pk)


def ids(panel: Panel) -> dict[str, int]:
    return {"panel_id": panel.pk, "process_id": panel.component.process_id}


def announced(panel: Panel) -> dict[str, Any]:
    """What every announceable fact says."""
    return {"subject": str(panel.subject), "title": panel.component.title, **ids(panel)}


def address(panel: Panel, route: str = "show", *args: Any) -> str:
    """A page of it, in the language of the moment; `component.process` is loaded."""
    return reverse(f"panels:{route}", args=[panel.component.process.slug, panel.component_id, *args])


def stored(panel: Panel) -> str:
    with override(settings.LANGUAGE_CODE):
        return address(panel)


def write(panel: Panel, **fields: Any) -> None:
    """Keep these fields (numbers perhaps by F()), and say that the row changed."""
    for name, value in fields.items():
        setattr(panel, name, value)
    panel.version = F("version") + 1
    panel.save(update_fields=[*fields, "version"])
    panel.refresh_from_db(fields=[*fields, "version"])


def purge_day(panel: Panel) -> datetime:
    """When everything personal goes: some days after the end, and never later than two years after the beginning."""
    last = panel.created_at + LONGEST
    if panel.ends_on is None:
        return last
    day = panel.ends_on + timedelta(days=panel.keep_days + 1)
    return min(last, datetime.combine(day, time.min, tzinfo=get_default_timezone()))


def index(panel: Panel) -> None:
    """Put a public panel in the search; take the rest out."""
    component = panel.component
    if not (component.is_public and component.process.is_public):
        search.remove(subject=panel.subject)
        return
    search.put(
        subject=panel.subject,
        title=component.title,
        text="\n\n".join(filter(None, [plain(panel.html), panel.fate, panel.meets])),
        url=stored(panel),
        language=settings.LANGUAGE_CODE,
        at=panel.drawn_at or panel.created_at,
        space=Subject("process", component.process_id),
    )
