"""What the kernel and the ground keep of persons: they lie below and cannot register by themselves."""

from collections.abc import Iterator
from typing import Any

from allauth.mfa.models import Authenticator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from beffroi.commons.privacy.actions.floors import forget_mails_of, forget_privacy_of
from beffroi.commons.privacy.models import Archive, Consent, Erasure
from beffroi.commons.privacy.types import LEGAL_DUTY, ExportFile, PersonalData, not_personal, personal_data
from beffroi.ground.people import readings
from beffroi.ground.people.models import Account, Reading, Representation, Session, Voice, VoiceLink, WaitingAct
from beffroi.ground.people.rights import ROLES
from beffroi.kernel.models import Mail

Row = dict[str, Any] | ExportFile


def _account(account: Account) -> Iterator[Row]:
    yield {
        gettext("E-mail"): account.email,
        gettext("Language"): account.language,
        gettext("Created"): account.created_at,
        gettext("E-mail confirmed"): account.email_confirmed_at,
        gettext("Last seen"): account.seen_at,
        gettext("Registered at the counter"): account.is_assisted,
        gettext("Has a password"): account.has_usable_password(),
    }
    for voice in Voice.objects.filter(account=account).select_related("avatar"):
        yield {
            gettext("Public name"): voice.name,
            gettext("About oneself"): voice.about,
            gettext("Badge"): voice.badge,
            gettext("Page"): f"/v/{voice.public_id}/",
        }
        if voice.avatar:
            path = str(voice.avatar.file.name)
            yield ExportFile(name=f"portrait.{path.rpartition('.')[2]}", path=path)
    for address, at in VoiceLink.objects.filter(voice__account=account).order_by("pk").values_list("address", "linked_at"):
        yield {gettext("Your account elsewhere"): address, gettext("Linked"): at}
    for grant in account.grants.all():
        yield {gettext("Role"): str(ROLES.get(grant.role, grant.role)), gettext("Given"): grant.granted_at, gettext("Until"): grant.until}


def _doors(account: Account) -> Iterator[Row]:
    for session in Session.objects.filter(account=account):
        yield {
            gettext("Device"): session.device,
            gettext("Signed in"): session.signed_in_at,
            gettext("Last seen"): session.seen_at,
            gettext("Ends"): session.expire_date,
        }
    for factor in Authenticator.objects.filter(user=account):
        yield {
            gettext("Way of signing in"): factor.get_type_display(),
            gettext("Added"): factor.created_at,
            gettext("Last used"): factor.last_used_at,
        }
    for act in WaitingAct.objects.filter(account=account, performed_at=None):
        yield {gettext("Waiting contribution"): act.data, gettext("Written"): act.created_at, gettext("Forgotten"): act.expires_at}


def _watch(account: Account) -> Iterator[Row]:
    for reading in Reading.objects.filter(account=account).select_related("reader__voice"):
        yield {
            gettext("A member of the team"): reading.reader.voice.display_name if reading.reader else "",
            gettext("Did"): str(readings.WHATS.get(reading.what, reading.what)),
            gettext("At"): reading.at,
        }
    for row in Representation.objects.filter(person=account).select_related("agent__voice").prefetch_related("acts"):
        yield {
            gettext("Acted for you"): row.agent.voice.display_name,
            gettext("Reason"): row.reason,
            gettext("From"): row.started_at,
            gettext("To"): row.ended_at or row.ends_at,
            gettext("Acts"): [{gettext("Page"): act.path, gettext("At"): act.at} for act in row.acts.all()],
        }


def _mails(account: Account) -> Iterator[Row]:
    for mail in Mail.objects.filter(to__iexact=account.email or "-"):
        yield {gettext("Mail"): mail.subject, gettext("Asked for"): mail.created_at, gettext("Sent"): mail.sent_at}


def _privacy(account: Account) -> Iterator[Row]:
    for consent in Consent.objects.filter(account=account):
        yield {gettext("You agreed"): consent.sentence, gettext("On"): consent.given_at, gettext("Withdrawn on"): consent.withdrawn_at}
    for archive in Archive.objects.filter(account=account):
        yield {gettext("Download asked for"): archive.requested_at, gettext("Ready"): archive.ready_at}
    for row in Erasure.objects.filter(account=account):
        yield {gettext("Erasure asked for"): row.requested_at, gettext("Planned"): row.due_at, gettext("Cancelled"): row.cancelled_at}


personal_data.register(
    PersonalData(
        kind="account",
        label=_("Your account"),
        purpose=_("Knowing who speaks, once per person, and writing to her."),
        data=_("E-mail address, public name, presentation, picture, language, roles, dates."),
        retention=_("Until you erase your account, or after two years without a visit, two warnings first."),
        recipients=_("The public sees the public name, the presentation and the picture. The team sees the address."),
        export=_account,
        fields=(
            "people.Account.email",
            "people.Account.email_confirmed_at",
            "people.Voice.account",
            "people.Voice.name",
            "people.Voice.about",
            "people.Voice.avatar",
            "people.Voice.origin_address",
            "people.VoiceLink.voice",
            "people.VoiceLink.address",
            "people.Grant.account",
            "people.Grant.granted_by",
        ),
    )
)
personal_data.register(
    PersonalData(
        kind="doors",
        label=_("Signing in"),
        purpose=_("Letting you in, and nobody else in your place."),
        data=_(
            "Devices signed in, passkeys and second factors, codes sent, contributions waiting for their author. No network address is kept."
        ),
        retention=_(
            "Devices: thirty days after the last visit. Codes: one day. Waiting contributions: seven days, sixty while their author shows who they are."
        ),
        export=_doors,
        fields=(
            "people.Session.account",
            "people.Session.device",
            "people.EmailProof.email",
            "people.EmailProof.account",
            "people.WaitingAct.account",
            "people.WaitingAct.data",
            "mfa.Authenticator.user",
            "mfa.Authenticator.data",
        ),
    )
)
personal_data.register(
    PersonalData(
        kind="watch",
        label=_("Who looked, and who acted for you"),
        purpose=_("Making the team answer for every look at personal data, and for every act in somebody's name."),
        data=_("Who, what, when, why; never the data themselves."),
        retention=_("One year; acts in somebody's name as long as the account."),
        recipients=_("You, and the administrator of the site."),
        basis=LEGAL_DUTY,
        export=_watch,
        fields=(
            "people.Reading.reader",
            "people.Reading.account",
            "people.Representation.agent",
            "people.Representation.person",
        ),
    )
)
personal_data.register(
    PersonalData(
        kind="kernel",
        label=_("E-mails sent to you"),
        purpose=_("Sending the e-mails of the site, once each."),
        data=_("Address, subject and text of each e-mail."),
        retention=_("One month after sending."),
        export=_mails,
        erase=forget_mails_of,
        fields=("kernel.Mail.to",),
    )
)
personal_data.register(
    PersonalData(
        kind="privacy",
        label=_("Your rights"),
        purpose=_("Doing what you ask with your data, and being able to show that it was done."),
        data=_("Consents in the words that you read, downloads, requests of erasure; the book of data breaches."),
        retention=_("Downloads: seven days. Consents: as long as the account. Proofs of erasure name nobody."),
        basis=LEGAL_DUTY,
        export=_privacy,
        erase=forget_privacy_of,
        fields=(
            "privacy.Archive.account",
            "privacy.Erasure.account",
            "privacy.Consent.account",
            "privacy.SleepWarning.account",
            "privacy.Breach.noted_by",
        ),
    )
)

UNUSED = "a table of an installed package that this site never writes"
not_personal("account.EmailAddress.user", UNUSED)
not_personal("account.EmailAddress.email", UNUSED)
not_personal("account.EmailConfirmation.email_address", UNUSED)
not_personal("socialaccount.SocialAccount.user", UNUSED)
not_personal("socialaccount.SocialAccount.uid", UNUSED)
not_personal("kernel.Tries.key", "a keyed hash that changes every day; forgotten with its window")
OF_THE_TOWN = "of the town, its host or one of its places; published, and typed for that purpose"
for column in (
    "town.Town.phone",
    "town.Town.email",
    "town.Legal.accessibility_email",
    "town.Legal.privacy_email",
    "town.Legal.host_address",
    "town.Legal.host_phone",
    "places.Place.address",
    "places.Place.phone",
):
    not_personal(column, OF_THE_TOWN)
