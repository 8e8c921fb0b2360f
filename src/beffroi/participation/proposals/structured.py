"""schema.org data of a proposal: a posting with its authors, its supports and its place."""

from typing import Any

from beffroi.participation.proposals.models import Author, Proposal

LIKE, COMMENT = "https://schema.org/LikeAction", "https://schema.org/CommentAction"


def posting(proposal: Proposal, authors: list[Author], *, url: str) -> dict[str, Any]:
    """Only what everybody may read. `url` is its full address."""
    counts = ((LIKE, proposal.supports_count), (COMMENT, proposal.messages_count))
    found: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "DiscussionForumPosting",
        "@id": url,
        "url": url,
        "headline": proposal.title,
        "text": proposal.excerpt or proposal.title,
        "author": [
            {"@type": "Organization" if proposal.is_official else "Person", "name": author.voice.display_name} for author in authors
        ],
        "commentCount": proposal.messages_count,
        "interactionStatistic": [
            {"@type": "InteractionCounter", "interactionType": kind, "userInteractionCount": count} for kind, count in counts
        ],
        "isPartOf": {"@type": "WebPage", "name": proposal.component.process.title},
    }
    if proposal.published_at:
        found["datePublished"] = proposal.published_at.isoformat()
    if proposal.longitude is not None and proposal.latitude is not None:
        point = {"@type": "GeoCoordinates", "latitude": proposal.latitude, "longitude": proposal.longitude}
        found["contentLocation"] = {"@type": "Place", "name": proposal.place or proposal.title, "geo": point}
    return found
