from allauth.mfa.models import Authenticator

from beffroi.ground.people.models import Account


def forget_recovery_codes(*, account: Account) -> None:
    """Codes that unlock nothing."""
    Authenticator.objects.filter(user=account, type=Authenticator.Type.RECOVERY_CODES).delete()
