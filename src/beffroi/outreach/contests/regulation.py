"""The rules of a contest, written from what was filled in, so that they can never say something else than the page.

French law: no purchase may be asked for (code de la consommation, art. L. 121-20; code de la sécurité intérieure,
art. L. 320-1 s.); organiser, dates, prizes, choice of the winners and use of data are said beforehand (art. L. 121-2; GDPR,
art. 13). Since the law of 20 December 2014 nothing has to be lodged with a bailiff.
"""

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import override

from beffroi.ground.town.models import Town
from beffroi.kernel import mail
from beffroi.outreach.contests.models import Contest


def text_of(contest: Contest) -> str:
    """Markdown, in the first language of the site."""
    with override(settings.LANGUAGE_CODE):
        words = {
            "contest": contest,
            "town": Town.current(),
            "site": mail.site(),
            "privacy_url": reverse("town:privacy"),
            "page_url": reverse("contests:show", args=[contest.slug]),
        }
        lines = render_to_string("contests/rules.txt", words).splitlines()
    found: list[str] = []
    for line in (line.strip() for line in lines):
        if line or (found and found[-1]):
            found.append(line)
    return "\n".join(found).strip()
