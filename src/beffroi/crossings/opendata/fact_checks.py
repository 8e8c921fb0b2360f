"""What was said of the commune and what is true: the columns are those of ClaimReview (schema.org), in words of everybody."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.db.models import F
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from beffroi.crossings.opendata.types import ADDRESS, INTEGER, TIME, Column, Dataset, datasets
from beffroi.ground.town.models import Town
from beffroi.outreach.rumors.models import Edition, Rumor
from beffroi.outreach.rumors.schema import RATINGS


def rows() -> Iterator[list[Any]]:
    """Every published fact check as it is worded now, the first published first."""
    newest = Edition.objects.filter(state=Edition.PUBLISHED, rumor__state=Rumor.PUBLISHED, number=F("rumor__number"))
    town = Town.current().name
    for row in newest.select_related("rumor").order_by("rumor_id").iterator(chunk_size=200):
        rumor = row.rumor
        yield [
            rumor.pk, row.claim, rumor.where, row.verdict, str(row.get_verdict_display()), RATINGS.get(row.verdict), row.headline, row.truth,
            row.explanation, " | ".join(_source(one) for one in row.sources), rumor.published_at, rumor.changed_at, row.number, row.correction,
            town, settings.BASE_URL + rumor.get_absolute_url(),
        ]  # fmt: skip


def _source(row: dict[str, str]) -> str:
    return " ".join(filter(None, [row["title"], f"({row['publisher']})" if row["publisher"] else "", row["url"]]))


datasets.register(
    Dataset(
        "verifications",
        pgettext_lazy("rumors", "Fact checks"),
        _("What is said of the commune, the verdict, what is true and the sources; corrections replace what stood there and are dated."),
        (
            Column("numero", _("Number"), "", INTEGER),
            Column("affirmation", _("What is said"), "ClaimReview: claimReviewed"),
            Column("circule", _("Where it circulates"), "ClaimReview: itemReviewed.appearance"),
            Column("verdict", _("Verdict, its word"), _("false, misleading, unproven, true or outdated.")),
            Column("verdict_libelle", pgettext_lazy("rumors", "Verdict"), "ClaimReview: reviewRating.alternateName"),
            Column(
                "note",
                _("Mark from 1 to 5"),
                _("ClaimReview: reviewRating.ratingValue, 1 false to 5 true. Empty: no place on that line."),
                INTEGER,
            ),
            Column("titre", _("Headline"), "ClaimReview: headline"),
            Column("vrai", _("What is true"), "ClaimReview: description"),
            Column("explication", _("Explanation"), _("In Markdown.")),
            Column("sources", _("Sources"), _("ClaimReview: citation. Title, publisher and address, parted by upright strokes.")),
            Column("publie_le", _("Published on"), "ClaimReview: datePublished", TIME),
            Column("modifie_le", _("Changed on"), "ClaimReview: dateModified", TIME),
            Column("version", _("Version"), _("1: never corrected."), INTEGER),
            Column("correction", _("Last correction"), "ClaimReview: correction"),
            Column("auteur", _("Checked by"), "ClaimReview: author.name"),
            Column("page", _("Page"), _("Its page on this site."), ADDRESS),
        ),
        rows,
        (_("fact checking"), _("disinformation")),
    )
)
