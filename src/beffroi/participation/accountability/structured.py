"""What search engines and machines read of a decision and of the council (schema.org, Popolo)."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest

from beffroi.ground.town.models import Town
from beffroi.participation.accountability.actions.finding import address, member_address, vote_address
from beffroi.participation.accountability.models import Ballot, CouncilVote, Decision, Representative

# Popolo's own words for options and results.
OPTIONS = {Ballot.FOR: "yes", Ballot.AGAINST: "no", Ballot.ABSTAINED: "abstain", Ballot.ABSENT: "absent"}
RESULTS = {CouncilVote.ADOPTED: "pass", CouncilVote.REJECTED: "fail", CouncilVote.POSTPONED: "postponed"}


def decision(request: HttpRequest, row: Decision) -> dict[str, Any]:
    """The decision as an act of a government organisation."""
    found: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Report",
        "name": row.title,
        "description": row.excerpt,
        "url": request.build_absolute_uri(address(row)),
        "dateCreated": row.decided_on.isoformat(),
        "author": {"@type": "GovernmentOrganization", "name": Town.current().name},
        "isPartOf": {"@type": "WebPage", "name": row.component.process.title},
    }
    if row.published_at:
        found["datePublished"] = row.published_at.isoformat()
        found["dateModified"] = row.updated_at.isoformat()
    if row.reference:
        found["identifier"] = row.reference
    return found


def person(request: HttpRequest, row: Representative) -> dict[str, Any]:
    return {
        "@context": "https://schema.org",
        "@type": "Person",
        "name": row.name,
        "jobTitle": row.mandate,
        "url": request.build_absolute_uri(member_address(row)),
        "worksFor": {"@type": "GovernmentOrganization", "name": Town.current().name},
    }


def popolo(request: HttpRequest, members: Iterable[Representative], votes: Iterable[CouncilVote]) -> dict[str, Any]:
    """The council in the Popolo format: persons, their memberships, motions with their votes."""
    council = {"id": "council", "name": Town.current().name, "classification": "municipal council"}
    people, memberships = [], []
    for row in members:
        people.append({"id": row.slug, "name": row.name, "links": [{"url": request.build_absolute_uri(member_address(row))}]})
        told = {"person_id": row.slug, "organization_id": "council", "role": row.mandate, "on_behalf_of_id": None}
        told |= {"start_date": row.since.isoformat() if row.since else None, "end_date": row.until.isoformat() if row.until else None}
        memberships.append({name: value for name, value in told.items() if value is not None})
    return {
        "persons": people,
        "organizations": [council],
        "memberships": memberships,
        "motions": [motion(request, row) for row in votes],
    }


def motion(request: HttpRequest, row: CouncilVote) -> dict[str, Any]:
    """A vote of the council as a motion with one vote event."""
    counts = zip(("yes", "no", "abstain", "absent"), (row.for_count, row.against_count, row.abstained_count, row.absent_count), strict=True)
    event = {
        "id": f"vote-{row.pk}",
        "organization_id": "council",
        "start_date": row.held_on.isoformat(),
        "result": RESULTS[row.outcome],
        "counts": [{"option": option, "value": value} for option, value in counts],
        "votes": [{"voter_id": ballot.representative.slug, "option": OPTIONS[ballot.choice]} for ballot in row.ballots.all()],
    }
    found = {
        "id": f"motion-{row.pk}",
        "organization_id": "council",
        "text": row.title,
        "date": row.held_on.isoformat(),
        "result": RESULTS[row.outcome],
        "sources": [{"url": request.build_absolute_uri(vote_address(row))}],
        "vote_events": [event],
    }
    return found | ({"identifier": row.reference} if row.reference else {})
