from django.contrib.auth.backends import ModelBackend

from beffroi.ground.people.models import Account


class PeopleBackend(ModelBackend):
    """E-mail and password; loads the voice with the account, because every page of a signed-in person needs both."""

    def get_user(self, user_id):
        account = Account.objects.select_related("voice__avatar").filter(pk=user_id).first()
        return account if account and self.user_can_authenticate(account) else None
