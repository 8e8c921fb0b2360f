"""The catalogue as DCAT-AP 3 (and its French use): one graph, written as JSON-LD or as Turtle."""

import json
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from beffroi.crossings.opendata.catalogue import Entry
from beffroi.crossings.opendata.types import LICENCE
from beffroi.ground.town.models import Town

PREFIXES = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
AUTHORITY = "http://publications.europa.eu/resource/authority"
LANGUAGES = {"fr": f"{AUTHORITY}/language/FRA", "en": f"{AUTHORITY}/language/ENG"}
FILE_TYPES = {"csv": "CSV", "json": "JSON", "geojson": "GEOJSON", "zip": "ZIP", "xlsx": "XLSX", "ods": "ODS", "pdf": "PDF", "txt": "TXT"}
THEME = f"{AUTHORITY}/data-theme/GOVE"

# A node: its address ("" if it has none), its type, and its properties. A value is text with a language, an address or a node.
Node = dict[str, Any]


def graph(entries: list[Entry], *, base: str, language: str, catalogue_url: str, changed_at: datetime | None) -> Node:
    """The catalogue, its publisher, its datasets and their files."""
    town = Town.current()
    publisher = _publisher(town, base)
    return {
        "@id": base + catalogue_url,
        "@type": "dcat:Catalog",
        "dct:title": _text(_("Open data of %(town)s") % {"town": town.name}, language),
        "dct:description": _text(_("Everything public that people of the town contributed and what became of it."), language),
        "dct:publisher": publisher,
        "dct:language": [_typed_link(LANGUAGES.get(language, LANGUAGES["fr"]), "dct:LinguisticSystem")],
        "dct:license": _typed_link(LICENCE, "dct:LicenseDocument"),
        "dcat:themeTaxonomy": [_typed_link(f"{AUTHORITY}/data-theme", "skos:ConceptScheme") | {"dct:title": _text("Data theme", "en")}],
        "foaf:homepage": _typed_link(base + catalogue_url, "foaf:Document"),
        "dct:spatial": _spatial(town),
        "dct:modified": _moment(changed_at),
        "dcat:dataset": [_dataset(entry, town, publisher, base, language) for entry in entries],
    }


def json_ld(node: Node) -> str:
    """The graph as JSON-LD, with its context inside."""
    return json.dumps({"@context": PREFIXES, **_compact(node)}, ensure_ascii=False, indent=1)


def turtle(node: Node) -> str:
    """The graph as Turtle."""
    lines = [f"@prefix {prefix}: <{address}> ." for prefix, address in PREFIXES.items()]
    done: set[str] = set()
    _write(node, lines, done)
    return "\n".join(lines) + "\n"


def _dataset(entry: Entry, town: Town, publisher: Node, base: str, language: str) -> Node:
    return {
        "@id": base + entry.url,
        "@type": "dcat:Dataset",
        "dct:identifier": _plain(base + entry.url),
        "dct:title": _text(entry.title, language),
        "dct:description": _text(entry.description, language),
        "dct:publisher": publisher,
        "dcat:contactPoint": _contact(town, base),
        "dcat:keyword": [_text(word, language) for word in entry.keywords],
        "dcat:theme": [_typed_link(THEME, "skos:Concept") | {"skos:prefLabel": _text("Government and public sector", "en")}],
        "dct:language": [_typed_link(LANGUAGES.get(language, LANGUAGES["fr"]), "dct:LinguisticSystem")],
        "dct:accrualPeriodicity": _typed_link(f"{AUTHORITY}/frequency/CONT", "dct:Frequency"),
        "dct:spatial": _spatial(town),
        "dct:issued": _moment(entry.issued),
        "dcat:landingPage": _typed_link(base + entry.url, "foaf:Document"),
        "dcat:distribution": [
            {
                "@id": base + file.url,
                "@type": "dcat:Distribution",
                "dct:title": _text(f"{file.title or entry.title} ({file.format.upper()})", language),
                "dct:description": _text(file.title or entry.description, language),
                "dcat:accessURL": _link(base + entry.url),
                "dcat:downloadURL": _link(base + file.url),
                "dct:format": _typed_link(f"{AUTHORITY}/file-type/{FILE_TYPES.get(file.format, 'OCTET')}", "dct:MediaTypeOrExtent"),
                "dcat:mediaType": _typed_link(f"https://www.iana.org/assignments/media-types/{file.media_type}", "dct:MediaType"),
                "dct:license": _typed_link(LICENCE, "dct:LicenseDocument"),
            }
            for file in entry.files
        ],
    }


def _publisher(town: Town, base: str) -> Node:
    siren = f"{town.siren}" if town.siren else ""
    return {
        "@id": f"{base}/#town",
        "@type": "foaf:Agent",
        "foaf:name": _plain(town.name),
        "dct:identifier": _plain(siren) if siren else None,
    }


def _contact(town: Town, base: str) -> Node:
    node = {"@id": f"{base}/#contact", "@type": "vcard:Kind", "vcard:fn": _plain(town.name)}
    return node | ({"vcard:hasEmail": _link(f"mailto:{town.email}")} if town.email else {"vcard:hasURL": _link(settings.BASE_URL or base)})


def _spatial(town: Town) -> Node | None:
    return _typed_link(f"http://id.insee.fr/geo/commune/{town.insee_code}", "dct:Location") if town.insee_code else None


def _link(address: str) -> Node:
    return {"@id": address}


def _typed_link(address: str, kind: str) -> Node:
    return {"@id": address, "@type": kind}


def _text(words: str, language: str) -> Node:
    return {"@value": words, "@language": language}


def _plain(words: str) -> Node:
    return {"@value": words}


def _moment(at: datetime | None) -> Node | None:
    return {"@value": at.isoformat(timespec="seconds"), "@type": "xsd:dateTime"} if at else None


def _compact(value: Any) -> Any:
    if isinstance(value, list):
        return [_compact(one) for one in value]
    if isinstance(value, dict):
        return {key: _compact(one) for key, one in value.items() if one not in (None, [], "")}
    return value


def _write(node: Node, lines: list[str], done: set[str]) -> None:
    """A block for each node that says something, the outer ones first; a node met again is only named."""
    address, inner, said = node["@id"], [], []
    for name, value in node.items():
        values = [one for one in (value if isinstance(value, list) else [value]) if one is not None]
        if name == "@id" or not values:
            continue
        if name == "@type":
            said.append(f"a {value}")
            continue
        said.append(f"{name} " + ", ".join(_term(one) for one in values))
        inner += [one for one in values if "@id" in one and len(one) > 1]
    key = f"{address} {sorted(said)}"
    if not said or key in done:
        return
    done.add(key)
    lines.append(f"\n<{_address(address)}> " + " ;\n    ".join(said) + " .")
    for one in inner:
        _write(one, lines, done)


def _term(value: Node) -> str:
    if "@id" in value:
        return f"<{_address(value['@id'])}>"
    text = json.dumps(value["@value"], ensure_ascii=False)  # Turtle's short strings escape as JSON does
    if "@language" in value:
        return f"{text}@{value['@language']}"
    return f"{text}^^{value['@type']}" if "@type" in value else text


def _address(address: str) -> str:
    return "".join(f"%{ord(letter):02X}" if letter in '<>"{}|^`\\' or letter <= " " else letter for letter in address)
