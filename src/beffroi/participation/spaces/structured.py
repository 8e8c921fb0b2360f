"""What search engines read of a process (schema.org)."""

from datetime import datetime
from typing import Any

from beffroi.participation.spaces import calendar
from beffroi.participation.spaces.models import Process


def event(process: Process, at: datetime, url: str) -> dict[str, Any]:
    """The process as an Event, its phases as sub-events."""
    known = calendar.phases(process)
    found: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Event",
        "name": process.title,
        "description": process.question,
        "url": url,
        "eventAttendanceMode": "https://schema.org/OnlineEventAttendanceMode",
        "eventStatus": "https://schema.org/EventScheduled",
        "isAccessibleForFree": True,
        "location": {"@type": "VirtualLocation", "url": url},
    }
    start, end = calendar.dates_of(known)
    if start:
        found["startDate"] = start.isoformat()
    if end:
        found["endDate"] = end.isoformat()
    found["subEvent"] = [
        {
            "@type": "Event",
            "name": phase.title,
            "startDate": phase.starts_at.isoformat(),
            **({"endDate": phase.ends_at.isoformat()} if phase.ends_at else {}),
        }
        for phase in known
    ]
    return found
