"""One mail per key, in the forms that mailbox providers ask for."""

import smtplib

import pytest
from beffroi_pytest import TOMORROW
from django.core import mail as outbox
from django.core.exceptions import ValidationError
from django.core.mail.backends.locmem import EmailBackend

from beffroi.kernel import jobs
from beffroi.kernel.mail import send
from beffroi.kernel.models import Job, Mail

pytestmark = pytest.mark.django_db
FAR = TOMORROW.replace(year=2099)


class Refusing(EmailBackend):
    error: Exception = smtplib.SMTPDataError(550, b"no such user")

    def send_messages(self, messages):
        raise self.error


class Busy(Refusing):
    error = smtplib.SMTPRecipientsRefused({"a@example.org": (450, b"try later")})


def one(**changes):
    return send(
        **{"to": "a@example.org", "subject": "Une réponse", "text": "Bonjour,\nhttps://example.org/p/1", "key": "answer-1", **changes}
    )


def test_it_goes_out_once_however_often_it_is_asked_for():
    assert one()
    assert one() is None
    assert jobs.run_due(at=FAR) == 1
    assert one() is None
    assert jobs.run_due(at=FAR) == 0
    assert len(outbox.outbox) == 1
    assert Mail.objects.get().sent_at


def test_a_retry_after_the_sending_sends_nothing():
    mail = one()
    jobs.run_due(at=FAR)
    Job.objects.update(done_at=None, claimed_at=None)
    jobs.run_due(at=FAR)
    assert len(outbox.outbox) == 1
    mail.refresh_from_db()


def test_its_form():
    one(unsubscribe="https://example.org/stop/x")
    jobs.run_due(at=FAR)
    sent = outbox.outbox[0]
    assert sent.extra_headers["List-Unsubscribe"] == "<https://example.org/stop/x>"
    assert sent.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert sent.extra_headers["Auto-Submitted"] == "auto-generated"
    assert "https://example.org/stop/x" in sent.body
    html = sent.alternatives[0][0]
    assert 'href="https://example.org/p/1"' in html
    assert "style=" in html
    assert 'lang="fr"' in html


def test_the_same_key_has_the_same_message_id():
    one()
    jobs.run_due(at=FAR)
    Mail.objects.all().delete()
    one()
    jobs.run_due(at=FAR)
    first, second = outbox.outbox
    assert first.extra_headers["Message-ID"] == second.extra_headers["Message-ID"]


def test_what_people_wrote_is_escaped_and_no_header_is_injected():
    one(text="<script>x</script>", subject="One\r\nBcc: b@example.org")
    jobs.run_due(at=FAR)
    assert "<script>" not in outbox.outbox[0].alternatives[0][0]
    assert outbox.outbox[0].subject == "One Bcc: b@example.org"


@pytest.mark.parametrize("to", ["", "x", "a@b", "a@example.org\nb@example.org", "a@example.org, b@example.org "])
def test_a_wrong_address_is_refused_when_it_is_asked_for(to):
    try:
        mail = one(to=to)
    except ValidationError:
        assert not Mail.objects.exists()
    else:
        assert mail.to == "a@example.org"


def test_a_refusal_for_good_is_not_tried_again(settings):
    settings.EMAIL_BACKEND = f"{__name__}.Refusing"
    mail = one()
    jobs.run_due(at=FAR)
    mail.refresh_from_db()
    assert mail.failed_at
    assert "550" in mail.error
    assert Job.objects.failed().count() == 1


def test_a_busy_server_is_asked_again(settings):
    settings.EMAIL_BACKEND = f"{__name__}.Busy"
    mail = one()
    jobs.run_due(at=FAR)
    mail.refresh_from_db()
    assert not mail.failed_at
    assert Job.objects.waiting().count() == 1
