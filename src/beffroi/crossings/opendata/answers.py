"""How the town keeps its promise to answer, month by month; small numbers stay put together as on the public page."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _

from beffroi.commons.promises.keeping import months
from beffroi.crossings.opendata.types import DATE, INTEGER, Column, Dataset, datasets

ALL = 240  # months


def rows() -> Iterator[list[Any]]:
    for line in months(ALL):
        median = None if line.median is None else round(line.median / 60)
        yield [line.month, line.kind, str(line.label), line.asked or None, line.share, median, line.unanswered if line.asked else None]


datasets.register(
    Dataset(
        "delais-de-reponse",
        _("Times of answer"),
        _("How the town answered what people wrote to it, month by month, and how much of it in the time that it promises."),
        (
            Column("mois", _("Month"), _("First day of the month in which people wrote."), DATE),
            Column("sorte", _("Kind of message"), _("Word of the kind; empty: several kinds with few messages, together.")),
            Column("libelle", _("What people sent")),
            Column("nombre", _("How many"), _("Empty: fewer than five."), INTEGER),
            Column("a_temps", _("In time, per cent"), _("Of what was answered or late. Empty: nothing to say."), INTEGER),
            Column("mediane", _("Median, minutes"), _("Opening minutes until the first answer, for half of them or more."), INTEGER),
            Column("sans_reponse", _("Closed without an answer"), "", INTEGER),
        ),
        rows,
        (_("relations with citizens"),),
    )
)
