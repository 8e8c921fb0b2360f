"""What a new town has not said yet: shown on its settings, and on the day of those who may change them."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from beffroi.ground.town.models import Legal, OpeningHours, Town


def missing() -> list[tuple[str, Any]]:
    """Section and sentence of each thing that the law or citizens expect."""
    town = Town.objects.filter(pk=1).first() or Town(pk=1)
    legal = Legal.objects.filter(pk=1).first() or Legal(pk=1)
    wanted = [
        (town.siren, "identity", _("The SIREN is not given.")),
        (town.street and town.city, "contact", _("The postal address is not given.")),
        (town.email or town.phone, "contact", _("There is neither a phone number nor an e-mail address.")),
        (town.hours_note or OpeningHours.objects.exists(), "hours", _("The opening hours are not given.")),
        (legal.publication_director, "legal", _("The publication director is not named: the law asks for it.")),
        (legal.host_name, "legal", _("The host of the site is not named: the law asks for it.")),
        (legal.declared_on, "accessibility", _("The accessibility declaration is not dated.")),
    ]
    return [(kind, sentence) for value, kind, sentence in wanted if not value]
