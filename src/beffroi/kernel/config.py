"""What the settings module computes: small functions without Django models."""

import base64
import binascii
import ipaddress
import os
import re
import secrets
import sys
from pathlib import Path
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit
from zoneinfo import ZoneInfo

from beffroi.kernel import env


def secret_key(data: Path) -> str:
    """The key that signs sessions and links: from SECRET_KEY, else made once in the data folder."""
    given = env.text("SECRET_KEY", "", help="Signs sessions and links. Empty: made once, in the data folder.")
    if given:
        if len(given) < 32:
            raise env.WrongSetting("SECRET_KEY must have at least 32 characters.")
        return given
    path = data / "secret.key"
    try:
        return path.read_text().strip()
    except FileNotFoundError:
        return _made_key(path)
    except OSError as error:
        raise env.WrongSetting(f"DATA: cannot read {path} ({error.strerror}).") from None


def _made_key(path: Path) -> str:
    made = secrets.token_urlsafe(48)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(made)
    except OSError as error:
        raise env.WrongSetting(f"DATA: cannot write {path} ({error.strerror}).") from None
    return made


def _address(url: str, schemes: tuple[str, ...]) -> SplitResult | None:
    """The parts of an address whose scheme, host and port can be; None for any other."""
    try:
        parts = urlsplit(url)
        return parts if parts.scheme in schemes and (parts.port or 1) > 0 else None
    except ValueError:  # a port that is no number, brackets that never close
        return None


def allowed_hosts(base_url: str) -> list[str]:
    """Host names answered: HOSTS, the host of BASE_URL, and this machine."""
    hosts = env.words("HOSTS", help="More host names that this site answers to.")
    for name in hosts:
        if not re.fullmatch(r"\.?[\w.-]+|\[[\da-fA-F:.]+\]|\*", name):
            raise env.WrongSetting(f"HOSTS must hold names such as participez.example.fr, not {name!r}.")
    if base_url:
        parts = _address(base_url, ("http", "https"))
        if not parts or not parts.hostname or parts.path or parts.query or parts.fragment or parts.username:
            raise env.WrongSetting(f"BASE_URL must look like https://name, not {base_url!r}.")
        hosts.append(parts.hostname)
    elif hosts:
        raise env.WrongSetting(
            f"HOSTS names {hosts[0]}: set BASE_URL too (https://{hosts[0]}), so that mails and letters can name the site."
        )
    return [*hosts, "localhost", "127.0.0.1", "[::1]"]


def domains(root: Path, floors: tuple[str, ...]) -> list[str]:
    """Every domain folder is an app; floors in order, `kernel` and `ui` being apps themselves."""
    found = []
    for floor in floors:
        if floor in ("kernel", "ui"):
            found.append("beffroi.kernel.apps.KernelConfig" if floor == "kernel" else "beffroi.ui")
            continue
        for folder in sorted((root / floor).iterdir()) if (root / floor).is_dir() else []:
            if (folder / "__init__.py").is_file():
                found.append(f"beffroi.{floor}.{folder.name}")
    return found


SQLITE = (
    "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON; "
    "PRAGMA cache_size=-2000; PRAGMA mmap_size=0; PRAGMA journal_size_limit=67108864;"
)


def database(url: str, data: Path) -> dict:
    """Django's settings of the one database."""
    seconds = env.number("DATABASE_STATEMENT_SECONDS", 10, help="Longest time of one query on PostgreSQL.", least=1, most=600)
    if not url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": data / "beffroi.sqlite3",
            "CONN_MAX_AGE": None,
            "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": SQLITE},
            "TEST": {"NAME": data / "test.sqlite3"},  # a real file: threads of a test share it as processes do
        }
    parts = _address(url, ("postgres", "postgresql"))
    if not parts or not parts.path.strip("/"):
        raise env.WrongSetting("DATABASE_URL must be empty or look like postgresql://user:password@host:5432/name.")
    options = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.strip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"options": f"-c statement_timeout={seconds * 1000}", **options},
    }


def static_storage(debug: bool, root: Path) -> str:
    """Hashed and compressed files once they are collected; plain ones before and while developing."""
    if debug or not (root / "staticfiles.json").is_file():
        return "django.contrib.staticfiles.storage.StaticFilesStorage"
    return "whitenoise.storage.CompressedManifestStaticFilesStorage"


def media_storage() -> dict:
    """Django's settings of the files: a folder, or a bucket whose code is only loaded then."""
    url = env.text(
        "MEDIA_S3",
        "",
        help="Bucket for pictures and documents: https://host/bucket or https://host/bucket/folder. Empty: media/ in the data folder.",
    )
    key = env.text("MEDIA_S3_KEY", "", help="Access key of the bucket.")
    secret = env.text("MEDIA_S3_SECRET", "", help="Secret of that key.")
    region = env.text("MEDIA_S3_REGION", "us-east-1", help="Region that the server wants in signatures, such as garage, gra or fr-par.")
    if not url:
        return {"BACKEND": "django.core.files.storage.FileSystemStorage"}
    parts = _address(url, ("http", "https"))
    if not parts or not parts.hostname or parts.username or parts.query or parts.fragment or not _BUCKET.fullmatch(parts.path):
        raise env.WrongSetting("MEDIA_S3 must be empty or look like https://s3.example.net/bucket or https://s3.example.net/bucket/folder.")
    for name, given in (("MEDIA_S3_KEY", key), ("MEDIA_S3_SECRET", secret), ("MEDIA_S3_REGION", region)):
        if not re.fullmatch(r"[!-~]+", given):
            raise env.WrongSetting(f"{name} is needed with MEDIA_S3, without spaces.")
    port = "" if parts.port in (None, 443 if parts.scheme == "https" else 80) else f":{parts.port}"
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    address = f"{parts.scheme}://{host}{port}/{parts.path.strip('/')}"
    options = {"address": address, "key": key, "secret": secret, "region": region}
    return {"BACKEND": "beffroi.kernel.s3.BucketStorage", "OPTIONS": options}


# No part begins with a dot, so that none climbs.
_BUCKET = re.compile(r"/[A-Za-z0-9][\w.-]{2,62}(/[A-Za-z0-9_][\w.-]*)*/?", re.ASCII)


def mail(url: str, data: Path) -> tuple[str, dict]:
    """Backend and settings of outgoing mail."""
    if not url:
        return "django.core.mail.backends.filebased.EmailBackend", {"EMAIL_FILE_PATH": data / "mail"}
    parts = _address(url, ("smtp", "smtps"))
    if not parts or not parts.hostname:
        raise env.WrongSetting("MAIL_URL must be empty or look like smtp://user:password@host:587.")
    return "django.core.mail.backends.smtp.EmailBackend", {
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or (465 if parts.scheme == "smtps" else 587),
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_USE_TLS": parts.scheme == "smtp" and bool(parts.username),
        "EMAIL_TIMEOUT": 20,
    }


def logging(debug: bool) -> dict:
    """Everything to standard error, one line each; no personal data beyond what Django's request line shows."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
        "loggers": {"httpx": {"level": "WARNING"}},  # it logs whole addresses, and some networks want tokens in them
        "root": {
            "handlers": ["console"],
            "level": env.one_of("LOG_LEVEL", ("DEBUG", "INFO", "WARNING", "ERROR"), "WARNING", help="How much is logged."),
        },
    }


def networks(words: list[str]) -> list[ipaddress.IPv4Network | ipaddress.IPv6Network]:
    """Addresses and networks of proxies."""
    try:
        return [ipaddress.ip_network(word) for word in words]
    except ValueError as error:
        raise env.WrongSetting(f"TRUSTED_PROXIES: {error}.") from None


def outgoing_allow(debug: bool) -> list[str]:
    """Test peers on private addresses, by exact host and port; never on a real town."""
    given = env.words(
        "OUTGOING_ALLOW", help="Exact host:port pairs that the outgoing guard lets through though they are private; with DEBUG only."
    )
    if given and not debug and "pytest" not in sys.modules:
        raise env.WrongSetting("OUTGOING_ALLOW opens private addresses: it is only allowed with DEBUG=yes.")
    for pair in given:
        host, _, port = pair.rpartition(":")
        if not host or not port.isdecimal() or "*" in host:
            raise env.WrongSetting(f"OUTGOING_ALLOW must hold exact host:port pairs, not {pair!r}.")
    return given


def sealing_keys() -> list[str]:
    """Each is tried here, so that a key that is none stops the start and not the first secret."""
    given = env.words(
        "SEALING_KEYS",
        help="Keys that seal the secrets in the database, the newest first (32 bytes in base64). Empty: kept in the data folder.",
    )
    for place, word in enumerate(given, start=1):
        try:
            right = len(base64.urlsafe_b64decode(word)) == 32
        except (binascii.Error, ValueError):
            right = False
        if not right:
            raise env.WrongSetting(f"SEALING_KEYS: key {place} is not 32 bytes in base64.")
    return given


def time_zone() -> str:
    given = env.text("TIME_ZONE", "Europe/Paris", help="Time zone of the town.") or "Europe/Paris"
    try:
        return ZoneInfo(given).key
    except (KeyError, ValueError, OSError):
        raise env.WrongSetting(f"TIME_ZONE must be a name such as Europe/Paris, not {given!r}.") from None


def mail_from() -> str:
    given = env.text("MAIL_FROM", "beffroi@localhost", help="Sender of every mail.") or "beffroi@localhost"
    if not re.fullmatch(r"[^<>\r\n]*<[^@\s<>]+@[^@\s<>]+>|[^@\s<>]+@[^@\s<>]+", given):
        raise env.WrongSetting(f"MAIL_FROM must be an e-mail address, not {given!r}.")
    return given


def mailboxes() -> list[str]:
    given = env.words(
        "MAILBOX_ALLOW", help="host:port of mail servers of your own network whose mailboxes may be read (IMAP); others must be public."
    )
    for pair in given:
        if not re.fullmatch(r"\S+:\d{1,5}", pair):
            raise env.WrongSetting(f"MAILBOX_ALLOW must hold host:port pairs, not {pair!r}.")
    return given


def linkedin_version() -> str:
    given = env.text("LINKEDIN_VERSION", "202601", help="Version of LinkedIn’s API (YYYYMM); each ends about a year later.") or "202601"
    if not re.fullmatch(r"20\d\d(0[1-9]|1[0-2])", given):
        raise env.WrongSetting(f"LINKEDIN_VERSION must be a year and a month such as 202601, not {given!r}.")
    return given
