"""Pages for machines: schema.org."""

import re
from typing import Any

from beffroi.ground.town.models import Town
from beffroi.kernel.text import excerpt
from beffroi.outreach.pages.models import Page

_HEADING = re.compile(r"^#{1,6}\s+(.+?)\s*#*$")


def questions(body: str) -> list[tuple[str, str]]:
    """Headings that are questions, with the text up to the next heading."""
    found: list[tuple[str, list[str]]] = []
    is_inside = False
    for line in body.splitlines():
        if match := _HEADING.match(line):
            if is_inside := match[1].endswith("?"):
                found.append((match[1], []))
        elif is_inside:
            found[-1][1].append(line)
    return [(question, answer) for question, lines in found if (answer := excerpt("\n".join(lines), 800))]


def of_page(page: Page, url: str, *, picture: str = "") -> list[dict[str, Any]]:
    """What the page is, and its questions if it answers some."""
    town = Town.current()
    made = {Page.SERVICE: _service, Page.PLACE: _place}.get(page.kind, _article)(page, url, town)
    if picture:
        made["image"] = picture
    blocks = [made]
    if asked := questions(page.body):
        blocks.append(
            {
                "@context": "https://schema.org",
                "@type": "FAQPage",
                "url": url,
                "inLanguage": page.language,
                "mainEntity": [
                    {"@type": "Question", "name": question, "acceptedAnswer": {"@type": "Answer", "text": answer}}
                    for question, answer in asked
                ],
            }
        )
    return blocks


def _service(page: Page, url: str, town: Town) -> dict[str, Any]:
    channels: list[dict[str, Any]] = []
    if page.at_counter:
        address = {"@type": "PostalAddress", "streetAddress": town.street, "postalCode": town.postal_code, "addressLocality": town.city}
        channels.append(
            {"@type": "ServiceChannel", "serviceLocation": {"@type": "CityHall", "name": page.service or town.name, "address": address}}
        )
    if page.phone:
        channels.append({"@type": "ServiceChannel", "servicePhone": {"@type": "ContactPoint", "telephone": page.phone}})
    if page.online_url:
        channels.append({"@type": "ServiceChannel", "serviceUrl": page.online_url})
    if page.takes_requests:
        channels.append({"@type": "ServiceChannel", "serviceUrl": url + "demande/"})
    found: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "GovernmentService",
        "name": page.title,
        "description": page.summary,
        "url": url,
        "provider": {"@type": "GovernmentOrganization", "name": town.name},
        "areaServed": {"@type": "AdministrativeArea", "name": town.name},
        "availableChannel": channels,
    }
    if page.section:
        found["serviceType"] = page.section
    if page.for_whom:
        found["audience"] = {"@type": "Audience", "audienceType": excerpt(page.for_whom, 200)}
    return found


def _place(page: Page, url: str, town: Town) -> dict[str, Any]:
    found: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": ["TouristAttraction", "LandmarksOrHistoricalBuildings"],
        "name": page.title,
        "description": page.summary,
        "url": url,
        "containedInPlace": {"@type": "City", "name": town.city or town.name},
    }
    return found | _where(page)


def _article(page: Page, url: str, town: Town) -> dict[str, Any]:
    found: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Article",
        "headline": page.title,
        "description": page.summary,
        "inLanguage": page.language,
        "mainEntityOfPage": url,
        "dateModified": page.updated_at.isoformat(),
        "publisher": {"@type": "GovernmentOrganization", "name": town.name},
    }
    if page.published_at:
        found["datePublished"] = page.published_at.isoformat()
    if page.period:
        found["temporalCoverage"] = page.period
    if where := _where(page):
        found["contentLocation"] = {"@type": "Place", "name": page.address or page.title} | where
    return found


def _where(page: Page) -> dict[str, Any]:
    if page.latitude is None:
        return {}
    geo = {"@type": "GeoCoordinates", "latitude": page.latitude, "longitude": page.longitude}
    return {"geo": geo} | ({"address": page.address} if page.address else {})
