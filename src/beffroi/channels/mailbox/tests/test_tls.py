"""A mailbox over TLS: only to a server that shows a certificate of its own name, by an authority that is believed."""

import ssl

import pytest
from peers.fedify_peer import Authority
from peers.imap import Imap

from beffroi.channels.base.types import ChannelError
from beffroi.channels.mailbox import imap


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture
def server(settings):
    made = Imap()
    settings.MAILBOX_ALLOW = [made.place, f"localhost:{made.port}"]
    made.deliver(b"Subject: Bonjour\n\nUn mot.\n")
    yield made
    made.stop()


@pytest.fixture
def believed(authority, monkeypatch):
    """As if the authority of the test were one of those that everybody believes."""
    monkeypatch.setattr(imap, "_contexts", [ssl.create_default_context(cafile=str(authority.bundle))])


def read(server, tls, host="127.0.0.1"):
    with imap.opened(imap.Box(host, server.port, tls, server.user, server.password)) as folder:
        return [folder.mail(uid) for uid in folder.uids()]


@pytest.mark.parametrize("tls", [imap.TLS, imap.STARTTLS])
def test_mails_are_read_under_tls(tls, server, authority, believed):
    server.speak(tls, certificate=authority.certificate, key=authority.key)
    assert b"Un mot." in read(server, tls)[0]
    assert server.under_tls == 1
    assert "LOGIN" in server.seen  # not before the line was secret: STARTTLS came first
    assert tls == imap.TLS or server.seen.index("STARTTLS") < server.seen.index("LOGIN")


@pytest.mark.parametrize("tls", [imap.TLS, imap.STARTTLS])
def test_a_certificate_of_an_unknown_authority_is_refused_before_the_password(tls, server, authority):
    server.speak(tls, certificate=authority.certificate, key=authority.key)
    with pytest.raises(ChannelError, match="certificat"):
        read(server, tls)
    assert "LOGIN" not in server.seen


@pytest.mark.parametrize("tls", [imap.TLS, imap.STARTTLS])
def test_a_certificate_of_another_name_is_refused_before_the_password(tls, server, authority, believed):
    server.speak(tls, certificate=authority.certificate, key=authority.key)
    with pytest.raises(ChannelError, match="certificat"):
        read(server, tls, host="localhost")
    assert "LOGIN" not in server.seen


def test_a_server_without_starttls_never_sees_the_password(server, believed):
    with pytest.raises(ChannelError, match="STARTTLS"):
        read(server, imap.STARTTLS)
    assert "LOGIN" not in server.seen
