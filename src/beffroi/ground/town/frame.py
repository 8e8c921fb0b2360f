"""What every page shows of the town, told to `ui`."""

from django.utils.translation import gettext as _

from beffroi.ground.town.legal import accessibility_words, pages
from beffroi.ground.town.models import Town
from beffroi.ui.frame import Frame, Link, provide


@provide
def frame() -> Frame:
    town = Town.current()
    phone = _("Phone: %(number)s") % {"number": town.phone} if town.phone else ""
    return Frame(
        name=town.name,
        tagline=town.tagline,
        colour=town.colour,
        logo_url=town.logo_url,
        accessibility=accessibility_words(),
        links=tuple(Link(str(page.label), page.address) for page in pages()),
        contact=tuple(line for line in (town.street, f"{town.postal_code} {town.city}".strip(), phone, town.email) if line),
        languages=tuple(code for code, _name in town.language_choices),
    )
