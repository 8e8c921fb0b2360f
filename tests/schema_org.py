"""Whether data in a page keep the types of schema.org (release 28, read in 2026): every type, property and value.

Only what our pages say stands here. What is new is added by hand from the page of its type or property at schema.org.
"""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any
from urllib.parse import urlsplit

PARENTS = {
    "Thing": (),
    "Action": ("Thing",), "SearchAction": ("Action",),
    "CreativeWork": ("Thing",), "Article": ("CreativeWork",), "NewsArticle": ("Article",), "Report": ("Article",),
    "SocialMediaPosting": ("Article",), "DiscussionForumPosting": ("SocialMediaPosting",),
    "Comment": ("CreativeWork",), "Answer": ("Comment",), "Question": ("Comment",), "CorrectionComment": ("Comment",),
    "Dataset": ("CreativeWork",), "DigitalDocument": ("CreativeWork",), "MediaObject": ("CreativeWork",), "ImageObject": ("MediaObject",),
    "DataDownload": ("MediaObject",), "WebSite": ("CreativeWork",), "WebPage": ("CreativeWork",), "FAQPage": ("WebPage",),
    "QAPage": ("WebPage",), "Claim": ("CreativeWork",), "Review": ("CreativeWork",), "ClaimReview": ("Review",),
    "Event": ("Thing",),
    "Intangible": ("Thing",), "Audience": ("Intangible",), "Rating": ("Intangible",), "Service": ("Intangible",),
    "GovernmentService": ("Service",), "ServiceChannel": ("Intangible",), "StructuredValue": ("Intangible",),
    "ContactPoint": ("StructuredValue",), "PostalAddress": ("ContactPoint",), "GeoCoordinates": ("StructuredValue",),
    "InteractionCounter": ("StructuredValue",), "OpeningHoursSpecification": ("StructuredValue",), "PropertyValue": ("StructuredValue",),
    "ItemList": ("Intangible",), "BreadcrumbList": ("ItemList",), "ListItem": ("Intangible",), "VirtualLocation": ("Intangible",),
    "Organization": ("Thing",), "GovernmentOrganization": ("Organization",), "Project": ("Organization",), "Person": ("Thing",),
    "Place": ("Thing",), "AdministrativeArea": ("Place",), "City": ("AdministrativeArea",), "TouristAttraction": ("Place",),
    "LandmarksOrHistoricalBuildings": ("Place",), "CivicStructure": ("Place",), "GovernmentBuilding": ("CivicStructure",),
    "CityHall": ("GovernmentBuilding",),
}  # fmt: skip
WHO, WORK, WHERE = "Organization Person", "CreativeWork URL", "Place PostalAddress Text VirtualLocation"
PROPERTIES: dict[str, list[tuple[str, str]]] = {  # name -> (types that have it, what it may be)
    "name": [("Thing", "Text")], "description": [("Thing", "Text")], "url": [("Thing", "URL")], "image": [("Thing", "ImageObject URL")],
    "identifier": [("Thing", "PropertyValue Text URL")], "sameAs": [("Thing", "URL")], "mainEntityOfPage": [("Thing", WORK)],
    "alternateName": [("Thing", "Text")], "potentialAction": [("Thing", "Action")], "target": [("Action", "URL")], "query-input": [("SearchAction", "Text")],
    "headline": [("CreativeWork", "Text")], "text": [("CreativeWork", "Text")], "author": [("CreativeWork", WHO)], "creator": [("CreativeWork", WHO)],
    "publisher": [("CreativeWork", WHO)], "datePublished": [("CreativeWork", "Date DateTime")], "dateModified": [("CreativeWork", "Date DateTime")],
    "dateCreated": [("CreativeWork", "Date DateTime")], "inLanguage": [("CreativeWork Event", "Text")], "isPartOf": [("CreativeWork", WORK)],
    "comment": [("CreativeWork", "Comment")], "commentCount": [("CreativeWork", "Integer")], "citation": [("CreativeWork", "CreativeWork Text")],
    "correction": [("CreativeWork", "CorrectionComment Text URL")], "license": [("CreativeWork", WORK)], "keywords": [("CreativeWork Event Place Organization", "Text URL")],
    "about": [("CreativeWork Event", "Thing")], "mainEntity": [("CreativeWork", "Thing")], "temporalCoverage": [("CreativeWork", "Text DateTime URL")],
    "contentLocation": [("CreativeWork", "Place")], "spatialCoverage": [("CreativeWork", "Place")], "interactionStatistic": [("CreativeWork Organization Person", "InteractionCounter")],
    "interactionType": [("InteractionCounter", "Enumeration")], "userInteractionCount": [("InteractionCounter", "Integer")],
    "isAccessibleForFree": [("CreativeWork Event Place", "Boolean")], "articleSection": [("Article", "Text")],
    "upvoteCount": [("Comment", "Integer")], "answerCount": [("Question", "Integer")], "acceptedAnswer": [("Question", "Answer ItemList")],
    "suggestedAnswer": [("Question", "Answer ItemList")], "distribution": [("Dataset", "DataDownload")], "encodingFormat": [("CreativeWork", "Text URL")],
    "contentUrl": [("MediaObject", "URL")], "contentSize": [("MediaObject", "Text")], "claimReviewed": [("ClaimReview", "Text")],
    "itemReviewed": [("Review", "Thing")], "reviewRating": [("Review", "Rating")], "appearance": [("Claim", "CreativeWork")], "firstAppearance": [("Claim", "CreativeWork")],
    "ratingValue": [("Rating", "Number Text")], "bestRating": [("Rating", "Number Text")], "worstRating": [("Rating", "Number Text")],
    "startDate": [("Event", "Date DateTime")], "endDate": [("Event", "Date DateTime")], "eventStatus": [("Event", "Enumeration")],
    "eventAttendanceMode": [("Event", "Enumeration")], "location": [("Event Organization Action", WHERE)], "organizer": [("Event", WHO)],
    "maximumAttendeeCapacity": [("Event Place", "Integer")], "remainingAttendeeCapacity": [("Event", "Integer")], "subEvent": [("Event", "Event")],
    "superEvent": [("Event", "Event")], "previousStartDate": [("Event", "Date")],
    "provider": [("Service CreativeWork Event", WHO)], "areaServed": [("Service Organization ContactPoint", "AdministrativeArea Place Text")],
    "availableChannel": [("Service", "ServiceChannel")], "serviceType": [("Service", "Text")], "audience": [("Service CreativeWork Event", "Audience")],
    "audienceType": [("Audience", "Text")], "serviceLocation": [("ServiceChannel", "Place")], "servicePhone": [("ServiceChannel", "ContactPoint")],
    "serviceUrl": [("ServiceChannel", "URL")], "servicePostalAddress": [("ServiceChannel", "PostalAddress")],
    "telephone": [("ContactPoint Organization Person Place", "Text")], "email": [("ContactPoint Organization Person", "Text")],
    "contactPoint": [("Organization Person", "ContactPoint")], "contactType": [("ContactPoint", "Text")], "logo": [("Organization Place", "ImageObject URL")],
    "address": [("Place Organization Person", "PostalAddress Text")], "streetAddress": [("PostalAddress", "Text")], "postalCode": [("PostalAddress GeoCoordinates", "Text")],
    "addressLocality": [("PostalAddress", "Text")], "addressCountry": [("PostalAddress GeoCoordinates", "Text")], "openingHoursSpecification": [("Place Organization", "OpeningHoursSpecification")],
    "dayOfWeek": [("OpeningHoursSpecification", "Enumeration Text")], "opens": [("OpeningHoursSpecification", "Time")], "closes": [("OpeningHoursSpecification", "Time")],
    "validFrom": [("OpeningHoursSpecification", "Date DateTime")], "validThrough": [("OpeningHoursSpecification", "Date DateTime")],
    "propertyID": [("PropertyValue", "Text URL")], "value": [("PropertyValue", "Text Number Boolean")], "geo": [("Place", "GeoCoordinates")],
    "latitude": [("GeoCoordinates Place", "Number Text")], "longitude": [("GeoCoordinates Place", "Number Text")], "containedInPlace": [("Place", "Place")],
    "jobTitle": [("Person", "Text")], "worksFor": [("Person", "Organization")], "memberOf": [("Person Organization", "Organization")],
    "itemListElement": [("ItemList", "ListItem Text Thing")], "numberOfItems": [("ItemList", "Integer")], "position": [("ListItem CreativeWork", "Integer Text")], "item": [("ListItem", "Thing")],
}  # fmt: skip
# Data types and the open Google properties aside, two things that Google reads and schema.org allows by its rule "text is accepted":
# `item` of a ListItem may be an address.
PLAIN = {"ListItem": {"item"}}


def wrong(said: Any, place: str = "") -> Iterator[str]:
    """What is not of schema.org in one block of a page."""
    if isinstance(said, list):
        for one in said:
            yield from wrong(one, place)
        return
    if not isinstance(said, dict) or "@type" not in said:
        yield f"{place}: no type"
        return
    types = said["@type"] if isinstance(said["@type"], list) else [said["@type"]]
    place = f"{place}/{'+'.join(types)}"
    for unknown in set(types) - PARENTS.keys():
        yield f"{place}: no such type as {unknown}"
    mine = {name for one in types for name in above(one)}
    for name, value in said.items():
        if not name.startswith("@"):
            yield from wrong_value(mine, name, value, f"{place}.{name}")


def wrong_value(mine: set[str], name: str, value: Any, place: str) -> Iterator[str]:
    ranges = [word for owners, range in PROPERTIES.get(name, []) if mine & set(owners.split()) for word in range.split()]
    if not ranges:
        yield f"{place}: this type has no such property"
        return
    for one in value if isinstance(value, list) else [value]:
        if isinstance(one, dict):
            if "@type" not in one and set(one) == {"@id"}:
                continue
            yield from wrong(one, place)
            types = one.get("@type", [])
            fits = {name for kind in (types if isinstance(types, list) else [types]) for name in above(kind)}
            if not fits & set(ranges):
                yield f"{place}: {types} where {ranges} belong"
        elif not any(is_a(word, one) for word in ranges) and not any(name in PLAIN.get(kind, ()) and is_a("URL", one) for kind in mine):
            yield f"{place}: {one!r} where {ranges} belong"


def above(name: str) -> set[str]:
    """A type and those that it is one of."""
    return {name}.union(*(above(parent) for parent in PARENTS.get(name, ())))


def is_a(word: str, value: Any) -> bool:
    if word in ("Integer", "Number"):
        return not isinstance(value, bool) and isinstance(value, int if word == "Integer" else int | float)
    if word == "Boolean":
        return isinstance(value, bool)
    if not isinstance(value, str) or not value:
        return False
    if word == "Enumeration":
        return value.startswith("https://schema.org/")
    if word == "URL":
        return urlsplit(value).scheme in ("http", "https") and bool(urlsplit(value).netloc)
    if word in ("Date", "DateTime", "Time"):
        return is_moment(word, value)
    return word == "Text"


def is_moment(word: str, value: str) -> bool:
    try:
        if word == "Date":
            date.fromisoformat(value)
        elif word == "Time":
            datetime.fromisoformat(f"2026-01-01T{value}")
        else:
            return datetime.fromisoformat(value).tzinfo is not None and "T" in value
    except ValueError:
        return False
    return True
