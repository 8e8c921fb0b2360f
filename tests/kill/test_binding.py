"""A process that has loaded the code without a town becomes one: nothing of before may be left in it."""

import json
import os
import subprocess
import sys

import pytest
from towns import ROOT

pytestmark = pytest.mark.slow

TOLD = """
from django.conf import settings
from django.core import mail, signing
from django.core.cache import caches
from django.core.files.storage import default_storage
from django.db import connection
from django.utils import timezone
from beffroi.kernel import mail as mails, sealing, tokens
import os, time
database = connection.settings_dict  # Django completes DATABASES as it reads them
names = [name for name in dir(settings) if name.isupper() and name not in ("TRUSTED_PROXIES", "LOGGING", "TOWNS")]
print(json.dumps({
    **{name: repr(getattr(settings, name)) for name in names},
    "signed": signing.Signer().sign("x"), "site": mails.site(), "zone": timezone.get_default_timezone_name(),
    "clock": time.strftime("%Z", time.localtime(1_800_000_000)), "media": default_storage.path("x"), "sealed": [key.hex() for key in sealing.keys()],
    "database": repr(database), "mail": repr(vars(mail.get_connection()).get("host")), "cache": type(caches["default"]).__name__,
}))
"""
PLAIN = "import json, django; django.setup()\n" + TOLD
# As the mother does it, with another town in her own environment: nothing of that may be left.
BOUND = (
    """
import json, os, sys
from pathlib import Path
from beffroi.kernel.hosting import folder
kept = folder.without_town(os.environ); os.environ.clear(); os.environ.update(kept)
import django; django.setup()
from django.conf import settings
from beffroi.kernel.commands import process
process.warm_up()
from django.utils.module_loading import import_string
for name in settings.MIDDLEWARE: import_string(name)
early = {name for name in vars(settings) if name.isupper()}
before = {name: repr(getattr(settings, name)) for name in dir(settings) if name.isupper()}
from beffroi.kernel.hosting import binding
binding.bind(folder.read(Path(sys.argv[1]), "here"))
read = sorted(name for name in early if before[name] != repr(getattr(settings, name)))
print(json.dumps(read))
"""
    + TOLD
)


def test_a_process_that_becomes_a_town_is_as_if_it_had_been_started_for_it(tmp_path):
    (tmp_path / "here" / "data").mkdir(parents=True)
    said = {
        "BASE_URL": "https://ici.example", "HOSTS": "la.example", "TIME_ZONE": "Indian/Reunion", "UPLOAD_MB": "7", "DEMO": "yes",
        "MAIL_URL": "smtp://me:secret@mail.example:587", "MAIL_FROM": "ici@ici.example", "POSTS_PER_MINUTE": "77", "PAGE_SECONDS": "3",
        "DATABASE_STATEMENT_SECONDS": "5",
    }  # fmt: skip
    (tmp_path / "here" / "town.env").write_text("".join(f"{name}={value}\n" for name, value in said.items()))
    env = {name: value for name, value in os.environ.items() if name not in ("SECRET_KEY", "DATABASE_URL", "DATA", "BASE_URL")}
    env["DJANGO_SETTINGS_MODULE"] = "beffroi.settings"
    other = {**env, "BASE_URL": "https://ailleurs.example", "MAIL_URL": "smtps://other@other.example", "SEALING_KEYS": "", "UPLOAD_MB": "9"}

    def python(code: str, env: dict[str, str]) -> list[str]:
        done = subprocess.run([sys.executable, "-c", code, str(tmp_path)], env=env, cwd=ROOT, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return done.stdout.splitlines()

    [plain] = python(PLAIN, {**env, **said, "DATA": str(tmp_path / "here" / "data")})
    read_early, bound = python(BOUND, other)
    assert json.loads(bound) == json.loads(plain)
    # Settings of a town that were read before there was one: only what binding makes anew.
    assert set(json.loads(read_early)) <= {"DATABASES", "LOGGING"}
