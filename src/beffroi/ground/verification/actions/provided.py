"""An identity provider attested who she is: a keyed hash of its number for her, and perhaps of her name and date of birth."""

from datetime import datetime

from django.utils.timezone import localdate

from beffroi.ground.people.models import Account
from beffroi.ground.verification import rules
from beffroi.ground.verification.actions.granting import Granted, grant
from beffroi.ground.verification.digests import Hasher
from beffroi.ground.verification.models import Provider
from beffroi.ground.verification.oidc import Identity


def verify_by_provider(*, account: Account, provider: Provider, identity: Identity, at: datetime) -> Granted:
    """The provider has the last word on who she is; of what it said, only hashes and an age band are kept."""
    hashed = Hasher()
    digests = [hashed("provider", provider.issuer, identity.sub)]
    if identity.birth:
        digests += [hashed.person(name, identity.first_names, identity.birth) for name in identity.last_names]
    return grant(
        account=account,
        method=provider.slug,
        digests=digests,
        at=at,
        months=provider.months,
        age_from=rules.at_least(identity.birth, localdate(at)) if identity.birth else None,
    )
