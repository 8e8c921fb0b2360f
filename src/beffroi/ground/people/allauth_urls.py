"""The names that allauth looks for, at our addresses; each with its declared access (`views.factors`)."""

from django.urls import path

from beffroi.ground.people.views import doors, factors

urlpatterns = [
    path("entrer/", doors.sign_in, name="account_login"),
    path("sortir/", doors.sign_out, name="account_logout"),
    path("inactif/", doors.inactive, name="account_inactive"),
    path("confirmer/", factors.confirm, name="account_reauthenticate"),
    path("entrer/second-facteur/", factors.authenticate, name="mfa_authenticate"),
    path("entrer/cle/", factors.login_passkey, name="mfa_login_webauthn"),
    path("securite/facteurs/", factors.index, name="mfa_index"),
    path("securite/facteurs/cles/", factors.index, name="mfa_list_webauthn"),
    path("securite/facteurs/cles/ajouter/", factors.add_passkey, name="mfa_add_webauthn"),
    path("securite/facteurs/cles/<int:pk>/nommer/", factors.edit_passkey, name="mfa_edit_webauthn"),
    path("securite/facteurs/cles/<int:pk>/retirer/", factors.remove_passkey, name="mfa_remove_webauthn"),
    path("securite/facteurs/application/", factors.activate_totp, name="mfa_activate_totp"),
    path("securite/facteurs/application/retirer/", factors.deactivate_totp, name="mfa_deactivate_totp"),
    path("securite/facteurs/secours/", factors.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("securite/facteurs/secours/nouveaux/", factors.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("securite/facteurs/secours/telecharger/", factors.download_recovery_codes, name="mfa_download_recovery_codes"),
]
