"""A code and a link by e-mail. Neither is stored: only their hashes are."""

import hashlib
import hmac
import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from beffroi.ground.people import tries
from beffroi.ground.people.models import Account, EmailProof
from beffroi.ground.town.models import Town
from beffroi.kernel import mail
from beffroi.kernel.rules import Refusal, require

LASTS = timedelta(minutes=15)
TRIES = 5


def must_not_flood(email: str, visitor: str, at: datetime) -> Refusal | None:
    """Few mails to one address, and few from one visitor: nobody's mailbox is a weapon."""
    hour = timedelta(hours=1)
    busy = Refusal("too_many_mails", _("Too many codes were asked for. Wait an hour, or look among your undesired mail."))
    if tries.must_be_within("mail-to", _hash(email), most=6, per=hour, at=at):
        return busy
    return busy if tries.must_be_within("mail-from", visitor, most=30, per=hour, at=at) else None


@transaction.atomic
def send_proof(
    *,
    purpose: str,
    email: str,
    site: str,
    at: datetime,
    language: str = "fr",
    account: Account | None = None,
    data: dict | None = None,
    visitor: str = "",
) -> EmailProof:
    """Send a code and a link to an address; the page of the proof's key takes the code."""
    email = email.strip().lower()
    require(must_not_flood(email, visitor, at))
    code, link = f"{secrets.randbelow(1_000_000):06d}", secrets.token_urlsafe(32)
    key = secrets.token_urlsafe(24)
    proof = EmailProof.objects.create(
        key=key,
        purpose=purpose,
        email=email,
        account=account,
        code_hash=_hash(f"{key}:{code}"),
        link_hash=_hash(link),
        data=data or {},
        created_at=at,
        expires_at=at + LASTS,
    )
    with override(language):
        town = Town.current().name
        context = {"code": code, "url": site + reverse("people:link", args=[link]), "town": town, "site": site}
        subject = _("%(code)s: your code for %(town)s") % {"code": f"{code[:3]} {code[3:]}", "town": town}
        text = render_to_string(f"people/mail/{purpose}.txt", context)
    mail.send(to=email, subject=subject, text=text, key=f"proof-{proof.pk}", language=language)
    return proof


def use_code(*, proof: EmailProof, code: str, at: datetime) -> Refusal | None:
    """Take the code typed in; None if it is right and the proof is used up by it."""
    # 1. Count the try before looking at the code, so that parallel guesses count too.
    counted = EmailProof.objects.filter(pk=proof.pk, tries__lt=TRIES, used_at=None, expires_at__gt=at).update(tries=F("tries") + 1)
    if not counted:
        return Refusal("code_over", _("This code is no longer valid. Ask for a new one."))
    # 2. Compare in constant time.
    typed = "".join(letter for letter in code if letter.isdigit())
    if not hmac.compare_digest(_hash(f"{proof.key}:{typed}"), proof.code_hash):
        left = TRIES - proof.tries - 1
        if left < 1:
            return Refusal("code_over", _("Wrong code, too many times. Ask for a new one."))
        return Refusal("code_wrong", _("This is not the code that we sent. Look at the last mail received."))
    # 3. Once.
    return None if _use(proof, at) else Refusal("code_over", _("This code has already been used. Ask for a new one."))


def find_link(*, link: str, at: datetime) -> EmailProof | None:
    """The proof that a link stands for, if it can still be used. Looking does not use it up: mail scanners look."""
    return EmailProof.objects.filter(link_hash=_hash(link), used_at=None, expires_at__gt=at).select_related("account").first()


def use_link(*, link: str, at: datetime) -> EmailProof | None:
    """Use a link up; None if it is too late."""
    proof = find_link(link=link, at=at)
    return proof if proof and _use(proof, at) else None


def forget_old_proofs(*, at: datetime) -> int:
    """Addresses that were typed in are not kept longer than a day."""
    return EmailProof.objects.filter(created_at__lt=at - timedelta(days=1)).delete()[0]


def _use(proof: EmailProof, at: datetime) -> bool:
    return EmailProof.objects.filter(pk=proof.pk, used_at=None, expires_at__gt=at).update(used_at=at) == 1


def _hash(text: str) -> str:
    return hmac.new(settings.SECRET_KEY.encode(), text.encode(), hashlib.sha256).hexdigest()
