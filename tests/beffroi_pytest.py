"""What every test has: settings for tests, a closed network, strict templates, a moment and the people.

Loaded as a pytest plugin (`-p beffroi_pytest`), before Django's settings, so that a test in any folder has it.
"""

import atexit
import gc
import os
import shutil
import socket
import sys
import tempfile
from datetime import datetime, timedelta
from functools import cache
from inspect import signature
from ipaddress import ip_address
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"
IN_CI = bool(os.environ.get("CI"))

PARIS = ZoneInfo("Europe/Paris")
NOON = datetime(2026, 3, 12, 12, 0, tzinfo=PARIS)
YESTERDAY, TOMORROW = NOON - timedelta(days=1), NOON + timedelta(days=1)

pytest_plugins = ["beffroi_town", "beffroi_browser"]

# The environment of a test run: nothing of the machine's own settings, a data folder of its own.
DATA = Path(tempfile.mkdtemp(prefix="beffroi-test-"))
atexit.register(shutil.rmtree, DATA, ignore_errors=True)
for name in ("BASE_URL", "HOSTS", "MAIL_URL", "MAIL_FROM", "DEBUG", "DEMO", "TIME_ZONE", "OUTGOING_ALLOW", "LOG_LEVEL", "MEDIA_S3"):
    os.environ.pop(name, None)
os.environ.update(DATA=str(DATA), SECRET_KEY="a-key-for-tests-and-for-nothing-else", DJANGO_SETTINGS_MODULE="beffroi.settings")


def pytest_configure(config: pytest.Config) -> None:
    from django.conf import settings

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    settings.STORAGES = {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    settings.TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = Undefined()
    list_static_files_once()


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The stages of `./dev test` find the slow tests and those of a browser by the word in their files, the others by what they ask for."""
    for item in items:
        if asks_the_database(item):
            item.add_marker("database")
        for mark in item.iter_markers():
            if mark.name in ("slow", "browser") and f"mark.{mark.name}" not in written(item.path):
                raise pytest.UsageError(f"{item.nodeid}: write pytest.mark.{mark.name} in this file, or ./dev test will not find it")


def pytest_collection_finish() -> None:
    """What is loaded stays: the collector of garbage need not look through it again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


def asks_the_database(item: pytest.Item) -> bool:
    """Whoever has not asked is refused (pytest-django), so nobody else can. `request` may ask for it on the way."""
    named = {"db", "transactional_db", "live_server"} & {*getattr(item, "fixturenames", ())}
    return bool(named or item.get_closest_marker("django_db") or "request" in signature(item.function).parameters)


@cache
def written(path: Path) -> str:
    return path.read_text()


def list_static_files_once() -> None:
    """Each test client has its own middlewares, and one of them reads the folder of the static files when it is made."""
    from whitenoise.base import WhiteNoise

    thorough, listed = WhiteNoise.update_files_dictionary, {}

    def update_files_dictionary(self: WhiteNoise, root: str, prefix: str) -> None:
        if (root, prefix) not in listed:
            known, self.files = self.files, {}
            thorough(self, root, prefix)
            listed[root, prefix], self.files = self.files, known
        self.files.update(listed[root, prefix])

    WhiteNoise.update_files_dictionary = update_files_dictionary


@pytest.fixture(autouse=True)
def _nothing_is_remembered():
    """Each test begins with empty caches and in French."""
    from django.apps import apps
    from django.core.cache import cache as remembered
    from django.utils import translation

    if not apps.ready:  # a test of the tools alone
        yield
        return
    from beffroi.kernel.fragments import Frozen

    remembered.clear()
    Frozen.forget()
    with translation.override("fr"):
        yield


# Templates: an undefined variable fails.

THIRD_PARTY = (f"{os.sep}site-packages{os.sep}",)


class UndefinedVariable(Exception):
    pass


class Undefined(str):
    """Django asks `"%s" in string_if_invalid`, then formats it with the variable: that is where we stand."""

    def __contains__(self, part: str) -> bool:
        return part == "%s"

    def __bool__(self) -> bool:
        return True

    def __mod__(self, variable: object) -> str:
        origin = rendered_template()
        if any(part in origin for part in THIRD_PARTY):
            return ""
        raise UndefinedVariable(f"{{{{ {variable} }}}} is not defined in {origin}")


def rendered_template() -> str:
    """File of the innermost node that is being rendered, found on the stack."""
    frame = sys._getframe(2)
    while frame:
        if frame.f_code.co_name == "render_annotated":
            origin = getattr(frame.f_locals.get("self"), "origin", None)
            if origin is not None:
                return str(origin)
        frame = frame.f_back
    return "a template"


# The ledger refuses DELETE; a test with real transactions must be able to empty its tables.


@pytest.hookimpl(wrapper=True)
def pytest_fixture_setup(fixturedef, request):
    if fixturedef.argname != "django_db_setup":
        return (yield)
    from beffroi_tables import first_rows_come_back, migrated_once
    from django.db import connection

    unblocked = request.getfixturevalue("django_db_blocker").unblock
    with unblocked(), migrated_once():
        made = yield
        first_rows_come_back()
    if connection.vendor == "sqlite":
        with unblocked():
            connection.cursor().execute("DROP TRIGGER IF EXISTS kernel_entry_no_delete")
    return made


# The network: this machine only.

_outside: list[str] = []


def _is_here(address: object) -> bool:
    if not isinstance(address, tuple):
        return True  # a unix socket
    host = str(address[0])
    try:
        return ip_address(host.split("%")[0]).is_loopback or host in ("0.0.0.0", "::")
    except ValueError:
        return host == "localhost"


def _watch(event: str, args: tuple) -> None:
    if event == "socket.connect" and getattr(args[0], "family", None) in (socket.AF_INET, socket.AF_INET6):
        address = args[1]
    elif event == "socket.getaddrinfo" and isinstance(args[0], (str, bytes)):
        host = args[0].decode() if isinstance(args[0], bytes) else args[0]
        address = (host,)
        if host in ("", socket.gethostname()):
            return
        try:
            ip_address(host)
        except ValueError:
            pass
        else:
            return  # a number is not looked up anywhere
    else:
        return
    if not _is_here(address):
        _outside.append(str(address[0]))
        raise ConnectionRefusedError(f"a test may not reach {address[0]}")


sys.addaudithook(_watch)


@pytest.fixture(autouse=True)
def _nothing_leaves_this_machine():
    """A connection to elsewhere is refused, and fails the test even if the code swallowed the error."""
    _outside.clear()
    yield
    if _outside:
        reached, _outside[:] = list(_outside), []
        pytest.fail(f"the test tried to reach {', '.join(reached)}", pytrace=False)


# A moment, and the same people everywhere.


@pytest.fixture
def at() -> datetime:
    return NOON


@pytest.fixture
def make_person(db):
    """make_person("Alice", "manager") -> Account, its e-mail confirmed."""

    def make(name: str, *roles: str, email: str = "", password: str | None = None):
        from beffroi.ground.people.actions import create_account

        address = email or f"{name.lower().replace(' ', '.')}@example.org"
        return create_account(email=address, name=name, at=NOON, password=password, roles=roles)

    return make


@pytest.fixture
def alice(make_person):
    """A citizen."""
    return make_person("Alice")


@pytest.fixture
def bob(make_person):
    """A technician of the town."""
    return make_person("Bob", "technician")


@pytest.fixture
def chloe(make_person):
    """A moderator."""
    return make_person("Chloé", "moderator", email="chloe@example.org")


@pytest.fixture
def david(make_person):
    """A citizen who is a stranger to what the test is about: he must see nothing."""
    return make_person("David")


@pytest.fixture
def manager(make_person):
    return make_person("Manon", "manager")


@pytest.fixture
def validator(make_person):
    return make_person("Victor", "validator")


@pytest.fixture
def official(make_person):
    return make_person("Odile", "official")


@pytest.fixture
def admin(make_person):
    return make_person("Ada", "administrator")


# Real input from beside the checkout.


@pytest.fixture(scope="session")
def shared() -> Path:
    """../shared; without it the test is skipped, and fails in CI."""
    if not SHARED.is_dir():
        (pytest.fail if IN_CI else pytest.skip)(f"{SHARED} is not there")
    return SHARED


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    report = yield
    if IN_CI and report.skipped and "shared" in str(report.longrepr) and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
    return report
