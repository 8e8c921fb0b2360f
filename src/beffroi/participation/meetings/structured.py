"""What search engines read of a meeting (schema.org)."""

from typing import Any

from beffroi.participation.meetings.models import Meeting

MODES = {Meeting.IN_PERSON: "Offline", Meeting.ONLINE: "Online", Meeting.HYBRID: "Mixed"}


def event(meeting: Meeting, url: str, organizer: str) -> dict[str, Any]:
    places: list[dict[str, Any]] = []
    if meeting.has_room:
        place: dict[str, Any] = {"@type": "Place", "name": meeting.place, "address": meeting.place}
        if meeting.longitude is not None and meeting.latitude is not None:
            place["geo"] = {"@type": "GeoCoordinates", "latitude": meeting.latitude, "longitude": meeting.longitude}
        places.append(place)
    if meeting.has_line:
        places.append({"@type": "VirtualLocation", "url": url})
    return {
        "@context": "https://schema.org",
        "@type": "Event",
        "name": meeting.title,
        "url": url,
        "startDate": meeting.starts_at.isoformat(),
        "endDate": meeting.ends_at.isoformat(),
        "eventStatus": "https://schema.org/EventCancelled" if meeting.is_cancelled else "https://schema.org/EventScheduled",
        "eventAttendanceMode": f"https://schema.org/{MODES[meeting.kind]}EventAttendanceMode",
        "isAccessibleForFree": True,
        "location": places,
        "organizer": {"@type": "GovernmentOrganization", "name": organizer},
        **({"maximumAttendeeCapacity": meeting.capacity} if meeting.capacity else {}),
        **({"remainingAttendeeCapacity": meeting.free_places} if meeting.capacity else {}),
    }
