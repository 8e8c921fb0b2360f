"""What a public body is called, and its people: pages speak of the town, the department, the region…"""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import pgettext_lazy as P


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
        P("commune", "Municipality"),
        P("commune", "the town"),
        P("commune", "of the town"),
        P("commune", "in the town"),
        P("commune", "the town hall"),
        P("commune", "the mayor"),
        P("commune", "the town council"),
    ),
    INTERCOMMUNALITY: Vocabulary(
        P("intercommunality", "Group of municipalities"),
        P("intercommunality", "the urban area"),
        P("intercommunality", "of the urban area"),
        P("intercommunality", "in the urban area"),
        P("intercommunality", "the community’s offices"),
        P("intercommunality", "the president"),
        P("intercommunality", "the community council"),
    ),
    DEPARTMENT: Vocabulary(
        P("department", "Department"),
        P("department", "the department"),
        P("department", "of the department"),
        P("department", "in the department"),
        P("department", "the department’s offices"),
        P("department", "the president"),
        P("department", "the departmental council"),
    ),
    REGION: Vocabulary(
        P("region", "Region"),
        P("region", "the region"),
        P("region", "of the region"),
        P("region", "in the region"),
        P("region", "the region’s offices"),
        P("region", "the president"),
        P("region", "the regional council"),
    ),
    AGENCY: Vocabulary(
        P("agency", "Agency or public institution"),
        P("agency", "the institution"),
        P("agency", "of the institution"),
        P("agency", "in the territory"),
        P("agency", "our offices"),
        P("agency", "the director"),
        P("agency", "the board"),
    ),
}
KINDS = [(kind, words.label) for kind, words in VOCABULARIES.items()]
