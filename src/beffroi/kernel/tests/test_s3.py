"""Files in a bucket: the same storage as a folder, over a wire that fails."""

import io
import os
import subprocess
import sys

import pytest
from django.core.cache import cache
from django.core.exceptions import SuspiciousFileOperation
from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.utils.translation import override

from beffroi.kernel import config, env, http_s3, stored
from beffroi.kernel.http_s3 import Key, signed
from beffroi.kernel.models import Job
from beffroi.kernel.stored import StorageFailed
from beffroi.kernel.tests.s3_server import KEY, REGION, SECRET, bucket

BYTES = os.urandom(300_000)


@pytest.fixture
def fake(settings, monkeypatch):
    monkeypatch.setattr(http_s3, "_wait", lambda number: None)
    with bucket() as one, override("en"):
        settings.STORAGES = {**settings.STORAGES, "default": one.storage}
        yield one


# The four examples of Amazon's own documentation (Signature Version 4, single chunk), to the letter.
EXAMPLE = Key("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "us-east-1")
PUT_BODY = "44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072"


@pytest.mark.parametrize(
    ("method", "path", "headers", "body", "signature"),
    [
        ("GET", "/test.txt", {"Range": "bytes=0-9"}, http_s3.EMPTY, "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41"),
        (
            "PUT", "/test%24file.text", {"Date": "Fri, 24 May 2013 00:00:00 GMT", "x-amz-storage-class": "REDUCED_REDUNDANCY"}, PUT_BODY,
            "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd",
        ),
        ("GET", "/?lifecycle=", {}, http_s3.EMPTY, "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543"),
        ("GET", "/?max-keys=2&prefix=J", {}, http_s3.EMPTY, "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7"),
    ],
)  # fmt: skip
def test_requests_are_signed_as_amazon_says(method, path, headers, body, signature):
    url = f"https://examplebucket.s3.amazonaws.com{path}"
    said = signed(method, url, headers, body=body, at="20130524T000000Z", key=EXAMPLE)
    assert said["authorization"].endswith(f"Signature={signature}")
    assert EXAMPLE.secret not in repr(EXAMPLE)


def test_a_file_is_kept_read_in_parts_listed_and_removed(fake):
    name = default_storage.save("images/ab/été + 1%.webp", ContentFile(BYTES))
    assert fake.objects["valbourg/images/ab/été + 1%.webp"][0] == BYTES
    assert default_storage.exists(name)
    assert default_storage.size(name) == len(BYTES)
    assert default_storage.url(name) == "/media/images/ab/%C3%A9t%C3%A9%20%2B%201%25.webp"
    with default_storage.open(name) as file:
        assert (file.size, file.read(5)) == (len(BYTES), BYTES[:5])
        file.seek(-7, io.SEEK_END)
        assert file.read() == BYTES[-7:]
        file.seek(100_000)
        assert b"".join(file.chunks()) == BYTES
    assert file.open().read() == BYTES
    file.close()
    assert default_storage.save(name, ContentFile(b"another")) != name
    assert default_storage.listdir("images") == (["ab"], [])
    assert len(default_storage.listdir("images/ab")[1]) == 2
    default_storage.delete(name)
    default_storage.delete(name)
    assert not default_storage.exists(name)
    with pytest.raises(FileNotFoundError):
        default_storage.open(name)


def test_what_cannot_be_wound_back_and_what_is_empty_are_kept_too(fake):
    reading, writing = os.pipe()
    with os.fdopen(writing, "wb") as into:
        into.write(BYTES[:50_000])
    with os.fdopen(reading, "rb") as pipe:
        default_storage.save("a/pipe", File(pipe, name="pipe"))
    assert fake.objects["valbourg/a/pipe"][0] == BYTES[:50_000]
    with default_storage.open(default_storage.save("a/empty", ContentFile(b""))) as file:
        assert file.read() == b""


def test_a_long_list_is_read_page_by_page_and_stays_in_its_folder(fake):
    fake.page = 3
    for number in range(8):
        default_storage.save(f"images/{number}/x.webp", ContentFile(b"x"))
    fake.objects["other-town/secret"] = fake.objects["valbourg/images/0/"] = (b"", next(iter(fake.objects.values()))[1])
    assert [kept.path for kept in stored.walk("images")] == [f"images/{number}/x.webp" for number in range(8)]
    assert "images/0/" not in [kept.path for kept in stored.walk()]


@pytest.mark.parametrize("name", ["../x", "a/../../x", "/etc/passwd", "a//b", "a/./b", "a\\..\\b", "a\x00b", "a\nb", "x" * 2000, ""])
def test_no_name_climbs_out_of_the_folder(fake, name):
    for act in (default_storage.exists, default_storage.open, default_storage.delete, lambda name: default_storage.put(name, None)):
        with pytest.raises(SuspiciousFileOperation):
            act(name)
    assert fake.asked == []


def test_a_moment_of_trouble_is_not_noticed(fake):
    fake.wrong = ["503", "silent", "503"]
    name = default_storage.save("a/b", ContentFile(BYTES))
    fake.wrong = ["", "cut", "cut", "503"]
    with default_storage.open(name) as file:
        assert file.read() == BYTES
    assert fake.objects["valbourg/a/b"][0] == BYTES


@pytest.mark.parametrize(
    ("wrong", "why"),
    [("503", "503 SlowDown"), ("silent", "does not answer"), ("403", "refuses the key (SignatureDoesNotMatch)"), ("skew", "clock")],
)
def test_trouble_that_stays_is_said_in_one_sentence(fake, wrong, why):
    fake.always = wrong
    for act in (lambda: default_storage.save("a/b", ContentFile(b"x")), lambda: list(stored.walk())):
        with pytest.raises(StorageFailed) as said:
            act()
        assert "127.0.0.1" in str(said.value)
        assert SECRET not in str(said.value)
    assert why in str(said.value)
    assert why in stored.problem()
    assert len(fake.asked) < 12
    with pytest.raises(stored.NotKept):
        stored.keep("a/b", b"x")
    assert fake.objects == {}


def test_a_list_that_is_none_and_a_bucket_that_is_none(fake, settings):
    fake.always = "garbage"
    assert "cannot be read" in stored.problem()
    fake.always = ""
    storage = {**fake.storage, "OPTIONS": {**fake.storage["OPTIONS"], "address": f"http://127.0.0.1:{fake.port}/nowhere"}}
    settings.STORAGES = {**settings.STORAGES, "default": storage}
    assert "no bucket called nowhere" in stored.try_out()
    with pytest.raises(StorageFailed):
        default_storage.save("a/b", ContentFile(b"x"))


def test_a_file_that_is_cut_again_and_again_is_never_given_as_whole(fake):
    name = default_storage.save("a/b", ContentFile(BYTES))
    with default_storage.open(name) as file:
        fake.always = "cut"
        fake.objects["valbourg/a/b"] = (BYTES[:1], fake.objects["valbourg/a/b"][1])  # another file meanwhile
        with pytest.raises(StorageFailed):
            file.read()


@pytest.mark.django_db
def test_what_cannot_be_removed_now_is_removed_later(fake):
    default_storage.save("a/b", ContentFile(b"x"))
    fake.always = "503"
    stored.drop(["a/b"])
    fake.always = ""
    job = Job.objects.get(name__endswith="drop_later")
    stored.drop_later.function(**job.data)
    assert fake.objects == {}


@pytest.mark.django_db
def test_the_site_says_whether_its_files_answer(fake, client):
    cache.clear()
    assert client.get("/ready").json()["files"] is True
    assert stored.try_out() == ""
    fake.always = "403"
    assert client.get("/ready").json()["files"] is True, "asked every ten seconds at most"
    cache.clear()
    answer = client.get("/ready")
    assert answer.status_code == 503
    assert answer.json()["files"] is False
    assert "check files" in answer.json()["files_problem"]
    assert fake.address not in answer.content.decode(), "anybody may ask"
    cache.clear()


def test_settings_are_strict(monkeypatch):
    for name, value in {"MEDIA_S3_KEY": KEY, "MEDIA_S3_SECRET": SECRET, "MEDIA_S3_REGION": REGION}.items():
        monkeypatch.setenv(name, value)
    assert "Bucket" not in config.media_storage()["BACKEND"]
    monkeypatch.setenv("MEDIA_S3", "https://S3.example.net:443/town/a/b/")
    assert config.media_storage()["OPTIONS"]["address"] == "https://s3.example.net/town/a/b"
    for wrong in (
        "s3.example.net/town",
        "https://s3.example.net",
        "https://u:p@s3.example.net/town",
        "https://h/town/../b",
        "https://h/town?x=1",
        "ftp://h/town",
    ):
        monkeypatch.setenv("MEDIA_S3", wrong)
        with pytest.raises(env.WrongSetting, match="MEDIA_S3 must"):
            config.media_storage()
    monkeypatch.setenv("MEDIA_S3", "https://s3.example.net/town")
    monkeypatch.setenv("MEDIA_S3_SECRET", "")
    with pytest.raises(env.WrongSetting, match="MEDIA_S3_SECRET"):
        config.media_storage()


@pytest.mark.slow
def test_a_town_without_a_bucket_loads_nothing_of_it(tmp_path):
    program = "import sys, django; django.setup(); from django.core.files.storage import default_storage as d; d.exists('x'); print([m for m in sys.modules if 's3' in m])"
    environment = {**os.environ, "DATA": str(tmp_path)}
    assert (
        subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True).stdout.strip() == "[]"
    )
