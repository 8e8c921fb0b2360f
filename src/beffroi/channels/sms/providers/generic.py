"""Any provider with an HTTP door: address, headers and body are templates with {to} {text} {sender} {tag} {secret}."""

import json
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote, quote_plus

from django.utils.translation import gettext_lazy as _

from beffroi.channels.base.direct import AGAIN, FAILED, SENT, UNKNOWN
from beffroi.channels.base.models import Account
from beffroi.channels.sms.providers.base import Provider, Result
from beffroi.kernel import http

JSON, FORM = "json", "form"
PLACEHOLDERS = ("to", "text", "sender", "tag", "secret")


def filled(template: str, values: Mapping[str, str], escape: Any) -> str:
    """Each placeholder replaced once: what is put in is never read as a template again."""
    out, rest = [], template
    while rest:
        place, name = min(((rest.find("{%s}" % word), word) for word in PLACEHOLDERS if "{%s}" % word in rest), default=(-1, ""))
        if place < 0:
            out.append(rest)
            break
        out += [rest[:place], escape(values.get(name, ""))]
        rest = rest[place + len(name) + 2 :]
    return "".join(out)


def in_json(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)[1:-1]


def in_header(text: str) -> str:
    return "".join(letter for letter in text if letter.isprintable() and ord(letter) < 256)


class Generic(Provider):
    kind = "http"
    label = _("Another provider, by HTTP")
    many = 1

    def send(self, account: Account, numbers: Sequence[str], text: str, *, tag: str, is_alert: bool) -> list[Result]:
        return [self._one(account, number, text, tag) for number in numbers]

    def _one(self, account: Account, number: str, text: str, tag: str) -> Result:
        told = account.settings
        secret = account.secrets.get("secret", "")
        values = {"to": number, "text": text, "sender": told.get("sender", ""), "tag": tag, "secret": secret}
        is_json = told.get("content") == JSON
        url = filled(told["url"], values, lambda word: quote(word, safe=""))
        headers = {"Content-Type": "application/json; charset=utf-8" if is_json else "application/x-www-form-urlencoded; charset=utf-8"}
        for line in told.get("headers", "").splitlines():
            name, colon, value = line.partition(":")
            if colon:
                headers[name.strip()] = filled(value.strip(), values, in_header)
        body = filled(told.get("body", ""), values, in_json if is_json else quote_plus).encode()
        try:
            answer = http.request(told.get("method", "POST"), url, headers=headers, content=body or None, redirects=0, total=20)
        except http.OutgoingRefused as error:
            return Result(number, UNKNOWN if error.sent else FAILED, str(error))
        except http.OutgoingFailed as error:
            return Result(number, UNKNOWN if error.sent else AGAIN, str(error), wait=60)
        return self._sorted(number, answer, told.get("proof", ""), secret)

    def _sorted(self, number: str, answer: http.Response, proof: str, secret: str) -> Result:
        said = answer.text[:200].replace(secret, "…") if secret else answer.text[:200]
        if answer.ok:
            if proof and proof not in answer.text:
                return Result(number, FAILED, said)
            return Result(number, SENT)
        if answer.status == 429:
            wait = answer.headers.get("retry-after", "")
            return Result(number, AGAIN, said, wait=min(int(wait), 3600) if wait.isdecimal() else 60)
        if answer.status >= 500:  # nothing proves that it did not go out
            return Result(number, UNKNOWN, f"{answer.status} {said}")
        return Result(number, FAILED, f"{answer.status} {said}")
