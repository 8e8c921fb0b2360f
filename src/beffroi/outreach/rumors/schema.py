"""ClaimReview (schema.org), as search engines and fact-check tools read it."""

from typing import Any

from beffroi.ground.town.models import Town
from beffroi.outreach.rumors.models import FALSE, MISLEADING, TRUE, Edition, Rumor

# From 1 (false) to 5 (true). What is unproven or out of date has no place on that line: its name alone is said.
RATINGS = {FALSE: 1, MISLEADING: 2, TRUE: 5}


def claim_review(rumor: Rumor, edition: Edition, *, url: str, home: str) -> dict[str, Any]:
    town = Town.current()
    author = {"@type": "GovernmentOrganization", "name": town.name, "url": home}
    rating: dict[str, Any] = {"@type": "Rating", "alternateName": str(edition.get_verdict_display())}
    if edition.verdict in RATINGS:
        rating |= {"ratingValue": RATINGS[edition.verdict], "bestRating": 5, "worstRating": 1}
    claim: dict[str, Any] = {"@type": "Claim", "text": edition.claim}
    if rumor.where:
        claim["appearance"] = {"@type": "CreativeWork", "name": rumor.where}
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "ClaimReview",
        "url": url,
        "headline": edition.headline,
        "description": edition.truth,
        "inLanguage": "fr",
        "datePublished": rumor.published_at.isoformat() if rumor.published_at else "",
        "dateModified": rumor.changed_at.isoformat() if rumor.changed_at else "",
        "claimReviewed": edition.claim,
        "itemReviewed": claim,
        "reviewRating": rating,
        "author": author,
        "publisher": author,
        "citation": [citation(row) for row in edition.sources],
    }
    if edition.correction:
        data["correction"] = {"@type": "CorrectionComment", "text": edition.correction}
    return data


def citation(row: dict[str, str]) -> dict[str, Any]:
    said: dict[str, Any] = {"@type": "CreativeWork", "name": row["title"]}
    if row["url"]:
        said["url"] = row["url"]
    if row["publisher"]:
        said["publisher"] = {"@type": "Organization", "name": row["publisher"]}
    if row["dated"]:
        said["datePublished"] = row["dated"]
    return said
