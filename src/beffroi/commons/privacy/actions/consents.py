from datetime import datetime

from django.db import transaction

from beffroi.commons.privacy.models import Consent
from beffroi.commons.privacy.types import consent_kinds
from beffroi.ground.people.models import Account


@transaction.atomic
def give_consent(*, account: Account, kind: str, at: datetime) -> Consent:
    """A person agrees; the words that she read are kept."""
    said = consent_kinds[kind]
    row, _made = Consent.objects.get_or_create(
        account=account, kind=kind, withdrawn_at=None, defaults={"version": said.version, "sentence": str(said.sentence), "given_at": at}
    )
    said.apply(account, True)
    return row


@transaction.atomic
def withdraw_consent(*, account: Account, kind: str, at: datetime) -> None:
    """As easily as it was given."""
    Consent.objects.filter(account=account, kind=kind, withdrawn_at=None).update(withdrawn_at=at)
    consent_kinds[kind].apply(account, False)
