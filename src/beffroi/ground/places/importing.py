"""`./beffroi import addresses | outline | districts | layer FILE`."""

import json
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from beffroi.ground.places import actions
from beffroi.ground.places.bal import NotBal
from beffroi.ground.places.models import District, GroundLayer
from beffroi.kernel import clock
from beffroi.kernel.importers import Importer, Progress


def one_file(parser: ArgumentParser) -> None:
    parser.add_argument("file", type=Path)


def addresses(options: Namespace, progress: Progress) -> None:
    """A Base Adresse Locale: bad lines are told with their number, the others go on."""
    try:
        with options.file.open("rb") as file:
            report = actions.import_addresses(file=file, at=clock.now(), progress=lambda read: progress.advance(read - progress.done))
    except (OSError, NotBal) as error:
        raise CommandError(str(error)) from None
    for bad in report.refused:
        progress.refuse(f"{options.file.name}:{bad.line}", bad.reason)
    progress.tell(
        _("%(read)d lines read: %(added)d addresses added, %(changed)d changed, %(removed)d removed.")
        % {"read": report.read, "added": report.added, "changed": report.changed, "removed": report.removed}
    )


def _json(path: Path) -> Any:
    try:
        return json.loads(path.read_text("utf-8-sig"))
    except (OSError, ValueError) as error:
        raise CommandError(f"{path}: {error}") from None


def _said(error: ValidationError) -> CommandError:
    return CommandError(" ".join(error.messages))


def outline(options: Namespace, progress: Progress) -> None:
    try:
        actions.set_outline(geojson=_json(options.file))
    except ValidationError as error:
        raise _said(error) from None
    progress.advance()


def layer_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("kind", choices=[kind for kind, _label in GroundLayer.KINDS])
    parser.add_argument("file", type=Path)
    parser.add_argument("--credit", default="")


def layer(options: Namespace, progress: Progress) -> None:
    try:
        actions.set_layer(kind=options.kind, geojson=_json(options.file), credit=options.credit)
    except ValidationError as error:
        raise _said(error) from None
    progress.advance()


def districts(options: Namespace, progress: Progress) -> None:
    """Each feature with a name (`nom` or `name`) is a district; one that is known is redrawn."""
    data = _json(options.file)
    features = data.get("features", []) if isinstance(data, dict) else []
    known = {district.name: district for district in District.objects.all()}
    for number, feature in enumerate(features, 1):
        properties = feature.get("properties") or {} if isinstance(feature, dict) else {}
        name = str(properties.get("nom") or properties.get("name") or "").strip()
        try:
            if not name:
                raise ValidationError(_("the district has no name (property nom or name)."))
            if name in known:
                actions.change_district(district=known[name], name=name, position=known[name].position, geojson=feature)
            else:
                actions.add_district(name=name, geojson=feature, position=number)
        except ValidationError as error:
            progress.refuse(f"{options.file.name}:{number}", " ".join(error.messages))
        else:
            progress.advance()


IMPORTERS = (
    Importer("addresses", "addresses of the town (Base Adresse Locale 1.5, CSV)", one_file, addresses),
    Importer("outline", "outline of the town (GeoJSON)", one_file, outline),
    Importer("districts", "districts of the town (GeoJSON, property nom)", one_file, districts),
    Importer("layer", "streets, water, woods, buildings or railways for the map (GeoJSON)", layer_arguments, layer),
)
