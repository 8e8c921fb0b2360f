"""A mail server of one's own (aiosmtpd): it keeps what it takes, refuses whom it is told to, and may hang up."""

import socket
from email import message_from_bytes, policy

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP


class Handler:
    def __init__(self):
        self.mails, self.refused, self.hang_up_on = [], {}, set()

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address in self.refused:
            return self.refused[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if set(envelope.rcpt_tos) & self.hang_up_on:
            self.mails.append((envelope.rcpt_tos[0], envelope.content))
            server.transport.close()  # taken, and nobody is told
            return "250 OK"
        self.mails.append((envelope.rcpt_tos[0], envelope.content))
        return "250 OK"

    def read(self):
        return {to: message_from_bytes(content, policy=policy.default) for to, content in self.mails}

    def to(self):
        return [to for to, _content in self.mails]


class Sink(Controller):
    def factory(self):
        return SMTP(self.handler, enable_SMTPUTF8=True)


def opened(settings):
    handler = Handler()
    with socket.socket() as here:
        here.bind(("127.0.0.1", 0))
        port = here.getsockname()[1]
    sink = Sink(handler, hostname="127.0.0.1", port=port)
    sink.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.EMAIL_HOST_USER = ""
    settings.EMAIL_TIMEOUT = 5
    return sink, handler
