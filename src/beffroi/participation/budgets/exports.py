"""Projects, envelopes and counts as rows: for the spreadsheet, the open data and the accountability page."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from beffroi.participation.budgets.models import Count, Envelope, Project
from beffroi.participation.spaces.models import Component

CHUNK = 500


def tables() -> dict[str, list[Any]]:
    return {
        "projects": [
            _("Number"), pgettext_lazy("budgets", "Title"), _("Text"), _("Author"), _("Topic"), _("District"), _("Place"), _("Longitude"),
            _("Latitude"), _("State"), _("Envelope"), _("Author's guess (cents)"), _("Cost (cents)"), _("Cost a year (cents)"), _("Reasons"),
            _("Supports"), _("Votes"), _("Works"), _("Progress (%)"), _("Spent (cents)"), _("Planned end"), _("Published"),
        ],
        "envelopes": [_("Envelope"), _("Amount (cents)"), _("District"), _("Voters"), _("of which on paper"), _("File of the votes (SHA-256)")],
        "counts": [_("Envelope"), _("Rule"), _("It decided"), _("Chosen projects"), _("Spent (cents)"), _("Voters with a project of theirs")],
    }  # fmt: skip


def project_rows(component: Component) -> Iterator[list[Any]]:
    rows = Project.objects.filter(component=component, in_list=True).select_related("voice", "district", "envelope")
    for row in rows.order_by("pk").iterator(chunk_size=CHUNK):
        yield [
            row.number or row.pk, row.title, row.text, row.voice.display_name, row.topic, row.district.name if row.district else "", row.place,
            row.longitude, row.latitude, str(row.get_state_display()), row.envelope.title if row.envelope else "", row.guess, row.cost,
            row.yearly, row.reasons, row.supports_count, row.votes, str(row.get_works_display()), row.percent, row.spent, row.due_on,
            row.published_at,
        ]  # fmt: skip


def envelope_rows(component: Component) -> Iterator[list[Any]]:
    rows = Envelope.objects.filter(budget__component=component).select_related("district", "counted").defer("counted__pb")
    for row in rows:
        counted = getattr(row, "counted", None)
        said = [counted.voters, counted.on_paper, counted.sha256] if counted else [None, None, ""]
        yield [row.title, row.amount, row.district.name if row.district else "", *said]


def count_rows(component: Component) -> Iterator[list[Any]]:
    rows = Count.objects.filter(envelope__budget__component=component).select_related("envelope").defer("file")
    for row in rows.order_by("envelope__position", "-is_official", "pk"):
        winners = ", ".join(map(str, row.winners))
        yield [row.envelope.title, row.label, row.is_official, winners, row.spent, row.reached]
