"""Signing in to Instagram and Threads: a code, a short token, a token of sixty days, renewed at half its life."""

from collections.abc import Mapping
from typing import Any

from beffroi.channels.base.containers import ContainerChannel, renewed_at_half_life
from beffroi.channels.base.graph import Access, Graph, GraphError, code_in, consent_url, ends_in
from beffroi.channels.base.models import Account
from beffroi.channels.base.types import ChannelError, Connection, Figure, Health


class LongLivedTokens(ContainerChannel):
    """What both networks do alike; the words and addresses in which they differ are the adapter's own."""

    tokens: Graph  # where tokens are exchanged
    consent: str  # page that asks the person
    scopes: str
    grants: str  # "ig" or "th", before the name of each exchange
    fields: str  # what "me" is asked for

    def page_of(self, username: str) -> str:
        raise NotImplementedError

    def short_token(self, app: dict[str, Any]) -> str:
        """The code against a token of an hour."""
        return self.tokens.post("oauth/access_token", Access(), **app)["access_token"]

    def authorize_url(self, data: Mapping[str, Any], *, redirect: str, state: str) -> tuple[str, dict[str, Any]]:
        kept = {"app_id": data["app_id"], "app_secret": data["app_secret"]}
        asked = {"client_id": data["app_id"], "redirect_uri": redirect, "scope": self.scopes, "response_type": "code", "state": state}
        return consent_url(self.consent, **asked), kept

    def authorized(self, kept: Mapping[str, Any], answer: Mapping[str, str], *, redirect: str) -> list[Connection]:
        app = {"client_id": kept["app_id"], "client_secret": kept["app_secret"], "grant_type": "authorization_code"}
        short = self.short_token(app | {"redirect_uri": redirect, "code": code_in(answer, self.label)})
        exchange = {"grant_type": f"{self.grants}_exchange_token", "client_secret": kept["app_secret"], "access_token": short}
        long = self.tokens.get("access_token", Access(), **exchange)
        me = self.graph.get("me", Access(long["access_token"]), fields=self.fields)
        username = str(me["username"])
        return [
            Connection(
                remote_id=str(me.get("user_id") or me["id"]),
                name=f"@{username}",
                address=self.page_of(username),
                settings={"username": username, "app_id": kept["app_id"]},
                secrets={"token": long["access_token"], "app_secret": kept["app_secret"]},
                expires_at=ends_in(long.get("expires_in")),
            )
        ]

    def refresh(self, account: Account) -> Connection | None:
        if not renewed_at_half_life(account):
            return None
        asked = {"grant_type": f"{self.grants}_refresh_token", "access_token": account.secrets["token"]}
        said = self.tokens.get("refresh_access_token", Access(), **asked)
        secrets = {"token": said["access_token"]}
        return Connection(account.remote_id, account.name, secrets=secrets, expires_at=ends_in(said.get("expires_in")))

    def ages(self, account: Account, path: str) -> list[Figure]:
        """Followers by age, in per cent of those whose age the network knows. It says nothing below a hundred followers: then, unknown."""
        asked: dict[str, Any] = {"metric": "follower_demographics", "period": "lifetime", "metric_type": "total_value", "breakdown": "age"}
        try:
            data = self.graph.get(path, self.access(account), **asked).get("data", [])
        except GraphError as error:
            if error.reauthorise or error.wait:
                raise
            return [Figure("ages", None, "", "unavailable")]
        totals = [row.get("total_value", {}) for row in data] or [{}]
        rows = [row for part in totals[0].get("breakdowns", []) for row in part.get("results", [])]
        known = {str(row["dimension_values"][0]): int(row["value"]) for row in rows if row.get("dimension_values") and row.get("value")}
        if not known:
            return [Figure("ages", None, "", "unavailable")]
        return [Figure(f"age_{band}"[:30], round(100 * number / sum(known.values()))) for band, number in sorted(known.items())]

    def also_probe(self, account: Account) -> None:
        """What else must answer."""

    def probe(self, account: Account) -> Health:
        try:
            me = self.graph.get("me", self.access(account), fields=self.fields)
            self.also_probe(account)
        except ChannelError as error:
            if not error.reauthorise:
                raise
            return Health(ok=False, sentence=str(error), needs_person=True)
        username = str(me.get("username", ""))
        return Health(ok=True, name=f"@{username}", address=self.page_of(username), expires_at=account.expires_at)
