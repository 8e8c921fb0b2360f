"""Limits, tokens, settings, the edition, the guard before every page."""

from datetime import timedelta

import pytest
from beffroi_pytest import NOON
from django.db import transaction
from django.http import HttpResponse
from django.test import RequestFactory

from beffroi.kernel import client, config, edition, env, mail, tokens
from beffroi.kernel.limits import must_be_within
from beffroi.kernel.middleware import GuardMiddleware
from beffroi.kernel.models import Edition, Job, Mail, Tries
from beffroi.kernel.upkeep import tidy

HOUR = timedelta(hours=1)


def tries(count: int, at, key="203.0.113.7"):
    return [bool(must_be_within("sign-in", key, most=3, per=HOUR, at=at)) for _n in range(count)]


@pytest.mark.django_db
def test_three_tries_an_hour_and_no_more():
    assert tries(5, NOON) == [False, False, False, True, True]
    assert tries(1, NOON, key="other") == [False]
    assert must_be_within("sign-in", "203.0.113.7", most=3, per=HOUR, at=NOON).code == "too_often"


@pytest.mark.django_db
def test_the_window_slides_instead_of_opening_all_at_once():
    tries(3, NOON + timedelta(minutes=59))
    assert tries(1, NOON + timedelta(minutes=61)) == [True]
    assert tries(1, NOON + timedelta(minutes=179)) == [False]


@pytest.mark.django_db
def test_no_address_is_stored():
    tries(1, NOON)
    assert "203" not in Tries.objects.get().key
    tries(1, NOON + timedelta(days=1))
    assert Tries.objects.values("key").distinct().count() == 2


def test_a_token_serves_one_purpose_for_a_time():
    token = tokens.sign("claim", {"id": 7}, at=NOON)
    day = timedelta(days=1)
    assert tokens.read("claim", token, at=NOON + HOUR, max_age=day) == {"id": 7}
    assert tokens.read("claim", token, at=NOON + 2 * day, max_age=day) is None
    assert tokens.read("claim", token, at=NOON - day, max_age=day) is None
    assert tokens.read("other", token, at=NOON, max_age=day) is None
    for bad in ("", "x", token[:-1], token + "x", "é" * 20, "x" * 10_000, token.replace(":", "")):
        assert tokens.read("claim", bad, at=NOON, max_age=day) is None


@pytest.mark.django_db(transaction=True)
def test_the_edition_grows_with_the_commit_and_listeners_hear_after_it(monkeypatch):
    heard: list[int] = []
    monkeypatch.setattr(edition, "_listeners", [lambda: heard.append(edition.current())])
    before = edition.current()
    with pytest.raises(ZeroDivisionError), transaction.atomic():  # noqa: PT012
        edition.bump()
        raise ZeroDivisionError
    assert edition.current() == before
    assert heard == []
    with transaction.atomic():
        edition.bump()
        assert heard == []
    assert edition.current() > before
    assert heard == [edition.current()]
    edition.bump()
    assert Edition.objects.count() == 1


@pytest.mark.django_db
def test_what_is_old_is_tidied_away(monkeypatch):
    old = NOON - timedelta(days=3650)
    Job.objects.create(name="done", run_at=old, done_at=old)
    Job.objects.create(name="failed", run_at=old, failed_at=old, claimed_at=old)
    waits = Job.objects.create(name="waits", run_at=old)
    mail = Mail.objects.create(key="a", to="a@example.org", subject="s", text="t")
    Mail.objects.filter(pk=mail.pk).update(created_at=old)
    tries(1, old)
    tidy()
    assert list(Job.objects.all()) == [waits]
    assert not Mail.objects.exists()
    assert not Tries.objects.exists()


# Who asks


@pytest.mark.parametrize(
    ("remote", "forwarded", "found"),
    [
        ("203.0.113.9", "198.51.100.1", "203.0.113.9"),
        ("127.0.0.1", "198.51.100.1", "198.51.100.1"),
        ("127.0.0.1", "1.2.3.4, 198.51.100.1", "198.51.100.1"),
        ("10.0.0.2", "1.2.3.4, 198.51.100.1, 10.0.0.3", "198.51.100.1"),
        ("127.0.0.1", "", "127.0.0.1"),
        ("127.0.0.1", "nonsense", "127.0.0.1"),
        ("::1", "2001:db8::7", "2001:db8::7"),
    ],
)
def test_only_trusted_proxies_say_who_asks(settings, remote, forwarded, found):
    settings.TRUSTED_PROXIES = config.networks(["127.0.0.1", "::1", "10.0.0.0/8"])
    meta = {"REMOTE_ADDR": remote, "HTTP_X_FORWARDED_FOR": forwarded, "HTTP_X_FORWARDED_PROTO": "https"}
    client.find_out(meta)
    assert meta["REMOTE_ADDR"] == found
    assert ("HTTP_X_FORWARDED_PROTO" in meta) == (remote != "203.0.113.9")


@pytest.fixture
def guard(settings):
    settings.POSTS_PER_MINUTE, settings.UPLOAD_BYTES, settings.TRUSTED_PROXIES = 3, 1000, []
    return GuardMiddleware(lambda request: HttpResponse("ok"))


@pytest.mark.django_db
def test_too_many_forms_from_one_client_are_refused(guard):
    def post(address):
        return guard(RequestFactory().post("/", REMOTE_ADDR=address)).status_code

    assert [post("198.51.100.1") for _n in range(4)] == [200, 200, 200, 429]
    assert post("198.51.100.2") == 200
    assert [post(f"2001:db8::{n}") for n in range(4)] == [200, 200, 200, 429]
    assert [post("127.0.0.1") for _n in range(9)] == [200] * 9
    assert guard(RequestFactory().get("/", REMOTE_ADDR="198.51.100.1")).status_code == 200


@pytest.mark.django_db
def test_an_address_with_a_null_character_is_refused_in_words(guard):
    assert guard(RequestFactory().get("/recherche/", {"theme": "a\x00"})).status_code == 400
    assert guard(RequestFactory().get("/recherche/", {"theme": "a"})).status_code == 200


def test_a_request_that_is_too_large_is_refused_before_it_is_read(guard):
    assert guard(RequestFactory().post("/", {"a": "x" * 2000})).status_code == 413


@pytest.mark.django_db
def test_every_answer_closes_doors(guard):
    answer = guard(RequestFactory().get("/"))
    assert "camera=()" in answer["Permissions-Policy"]
    assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "Cache-Control" not in answer
    request = RequestFactory().get("/")
    request.COOKIES["sessionid"] = "x"
    assert guard(request)["Cache-Control"] == "private, no-cache"


# Settings


@pytest.mark.parametrize(
    ("name", "value", "read", "says"),
    [
        ("X_NUMBER", "many", lambda: env.number("X_NUMBER", 1, help="A number."), "must be a whole number"),
        ("X_NUMBER", "99", lambda: env.number("X_NUMBER", 1, help="A number.", most=9), "between"),
        ("X_YES", "maybe", lambda: env.yes_no("X_YES", False, help="A choice."), "must be yes or no"),
        ("X_ONE", "c", lambda: env.one_of("X_ONE", ("a", "b"), "a", help="A choice."), "one of a, b"),
        ("OUTGOING_ALLOW", "*:80", lambda: config.outgoing_allow(True), "exact"),
        ("X_FILE", "", lambda: config.networks(["300.0.0.1"]), "TRUSTED_PROXIES"),
        ("HOSTS", "participez.example.fr", lambda: config.allowed_hosts(""), "set BASE_URL"),
        ("HOSTS", "https://a.fr", lambda: config.allowed_hosts("https://a.fr"), "HOSTS must hold names"),
        ("X_FILE", "", lambda: config.allowed_hosts("https://a.fr/participez"), "BASE_URL must look like"),
        ("X_FILE", "", lambda: config.allowed_hosts("https://a.fr:port"), "BASE_URL must look like"),
        ("X_FILE", "", lambda: config.database("mysql://x/y", config.Path("/x")), "DATABASE_URL"),
        ("X_FILE", "", lambda: config.database("postgresql://x:99999/y", config.Path("/x")), "DATABASE_URL"),
        ("X_FILE", "", lambda: config.mail("smtp://x:y", config.Path("/x")), "MAIL_URL"),
        ("SECRET_KEY", "", lambda: config.secret_key(config.Path("/proc/none")), "DATA: cannot write"),
        ("MAIL_FROM", "mairie", config.mail_from, "must be an e-mail address"),
        ("MAILBOX_ALLOW", "imap.example.fr", config.mailboxes, "host:port"),
        ("SEALING_KEYS", "c2hvcnQ=", config.sealing_keys, "key 1 is not 32 bytes"),
        ("TIME_ZONE", "Mars", config.time_zone, "Europe/Paris"),
        ("LINKEDIN_VERSION", "202613", config.linkedin_version, "a year and a month"),
    ],
)
def test_a_wrong_setting_stops_the_start_with_one_sentence(monkeypatch, name, value, read, says):
    monkeypatch.setattr(env, "SETTINGS", {})
    monkeypatch.setenv(name, value)
    with pytest.raises(env.WrongSetting, match=says):
        read()


def test_a_mail_never_names_a_path_alone(settings):
    settings.BASE_URL, settings.PORT = "", 8123
    assert mail.site() == "http://localhost:8123"
    settings.BASE_URL = "https://participez.example.fr"
    assert mail.site() == "https://participez.example.fr"


def test_private_peers_are_refused_on_a_real_town(monkeypatch):
    monkeypatch.setattr(env, "SETTINGS", {})
    monkeypatch.setenv("OUTGOING_ALLOW", "127.0.0.1:99")
    monkeypatch.setattr(config.sys, "modules", {})
    with pytest.raises(env.WrongSetting, match="DEBUG"):
        config.outgoing_allow(False)


def test_a_secret_may_come_from_a_file(monkeypatch, tmp_path):
    monkeypatch.setattr(env, "SETTINGS", {})
    (tmp_path / "secret").write_text("hidden\n")
    monkeypatch.setenv("X_SECRET_FILE", str(tmp_path / "secret"))
    assert env.text("X_SECRET", help="A secret.") == "hidden"


@pytest.mark.parametrize("address", ["/forum/{n}-x/", "/bureau/p/{n}/", "/messages/{n}/"])
def test_a_number_that_no_row_can_have_is_not_found(client, db, address):
    assert client.get(address.format(n=10**40)).status_code in (302, 404)
    assert client.get(address.format(n=2**63)).status_code in (302, 404)
