"""What a public body is called, and its people: pages speak of the town, the department, the region…"""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import pgettext_lazy


@dataclass(frozen=True)
class Vocabulary:
    """Words ready to stand in a sentence (in French with their article)."""

    label: Any  # Municipality
    the_territory: Any  # the town
    of_the_territory: Any  # of the town
    in_the_territory: Any  # in the town
    the_institution: Any  # the town hall
    head: Any  # the mayor
    council: Any  # the town council


COMMUNE, INTERCOMMUNALITY, DEPARTMENT, REGION, AGENCY = "commune", "intercommunality", "department", "region", "agency"
VOCABULARIES: dict[str, Vocabulary] = {
    COMMUNE: Vocabulary(
        pgettext_lazy("commune", "Municipality"),
        pgettext_lazy("commune", "the town"),
        pgettext_lazy("commune", "of the town"),
        pgettext_lazy("commune", "in the town"),
        pgettext_lazy("commune", "the town hall"),
        pgettext_lazy("commune", "the mayor"),
        pgettext_lazy("commune", "the town council"),
    ),
    INTERCOMMUNALITY: Vocabulary(
        pgettext_lazy("intercommunality", "Group of municipalities"),
        pgettext_lazy("intercommunality", "the urban area"),
        pgettext_lazy("intercommunality", "of the urban area"),
        pgettext_lazy("intercommunality", "in the urban area"),
        pgettext_lazy("intercommunality", "the community’s offices"),
        pgettext_lazy("intercommunality", "the president"),
        pgettext_lazy("intercommunality", "the community council"),
    ),
    DEPARTMENT: Vocabulary(
        pgettext_lazy("department", "Department"),
        pgettext_lazy("department", "the department"),
        pgettext_lazy("department", "of the department"),
        pgettext_lazy("department", "in the department"),
        pgettext_lazy("department", "the department’s offices"),
        pgettext_lazy("department", "the president"),
        pgettext_lazy("department", "the departmental council"),
    ),
    REGION: Vocabulary(
        pgettext_lazy("region", "Region"),
        pgettext_lazy("region", "the region"),
        pgettext_lazy("region", "of the region"),
        pgettext_lazy("region", "in the region"),
        pgettext_lazy("region", "the region’s offices"),
        pgettext_lazy("region", "the president"),
        pgettext_lazy("region", "the regional council"),
    ),
    AGENCY: Vocabulary(
        pgettext_lazy("agency", "Agency or public institution"),
        pgettext_lazy("agency", "the institution"),
        pgettext_lazy("agency", "of the institution"),
        pgettext_lazy("agency", "in the territory"),
        pgettext_lazy("agency", "our offices"),
        pgettext_lazy("agency", "the director"),
        pgettext_lazy("agency", "the board"),
    ),
}
KINDS = [(kind, words.label) for kind, words in VOCABULARIES.items()]
