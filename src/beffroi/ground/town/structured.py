"""What search engines read of the town (schema.org)."""

from typing import Any

from beffroi.ground.town.hours import Hours
from beffroi.ground.town.models import Town

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def organization(town: Town, hours: Hours | None, home: str) -> dict[str, Any]:
    """GovernmentOrganization, with what is known and nothing empty."""
    found: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "GovernmentOrganization",
        "name": town.name,
        "url": home,
        "description": town.tagline,
        "telephone": town.phone,
        "email": town.email,
        "sameAs": town.website,
        "logo": home.rstrip("/") + town.logo.file.url if town.logo else "",
        "identifier": {"@type": "PropertyValue", "propertyID": "SIREN", "value": town.siren} if town.siren else None,
    }
    address = {"streetAddress": town.street, "postalCode": town.postal_code, "addressLocality": town.city}
    if any(address.values()):
        found["address"] = {"@type": "PostalAddress", "addressCountry": "FR", **{name: value for name, value in address.items() if value}}
    if hours and hours.week:
        found["openingHoursSpecification"] = [
            {"@type": "OpeningHoursSpecification", "dayOfWeek": _DAYS[day], "opens": f"{opens:%H:%M}", "closes": f"{closes:%H:%M}"}
            for day, intervals in sorted(hours.week.items())
            for opens, closes in intervals
        ]
    return {name: value for name, value in found.items() if value}
