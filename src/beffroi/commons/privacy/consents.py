from django.utils.translation import gettext_lazy as _

from beffroi.commons.privacy.types import ConsentKind
from beffroi.ground.people.actions import set_findable
from beffroi.ground.people.models import Account


def _findable(account: Account, answer: bool) -> None:
    set_findable(voice=account.voice, is_findable=answer)


consent_to_be_found = ConsentKind(
    kind="found",
    label=_("Be found by search engines"),
    sentence=_("I agree that search engines such as Google or Qwant show my public page of this site."),
    version=1,
    apply=_findable,
)
