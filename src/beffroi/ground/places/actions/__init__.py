"""What the team and its commands do with the ground: addresses, outlines, places."""

from beffroi.ground.places.actions.addresses import Report, import_addresses
from beffroi.ground.places.actions.places import add_place, change_place, remove_place
from beffroi.ground.places.actions.territory import add_district, change_district, remove_district, remove_layer, set_layer, set_outline

__all__ = [
    "Report", "add_district", "add_place", "change_district", "change_place", "import_addresses", "remove_district", "remove_layer",
    "remove_place", "set_layer", "set_outline",
]  # fmt: skip
