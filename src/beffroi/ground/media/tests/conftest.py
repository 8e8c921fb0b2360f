import io
import time
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from allauth.account.internal.flows.login import _AUTHENTICATION_METHODS_USER_SESSION_KEY, AUTHENTICATION_METHODS_SESSION_KEY
from allauth.account.internal.userkit import user_id_to_str
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image as Pillow


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def photo() -> Callable[..., SimpleUploadedFile]:
    """photo(name, format, size): a picture with colours that differ by corner; more is given to Pillow's save()."""

    def make(name="photo.jpg", format="JPEG", size=(1600, 1200), mode="RGB", **how):
        picture = Pillow.new(mode, size, (40, 90, 160, 255)[: len(mode)])
        picture.paste((220, 60, 40, 255)[: len(mode)], (0, 0, size[0] // 2, size[1] // 2))
        out = io.BytesIO()
        picture.save(out, format, **how)
        return SimpleUploadedFile(name, out.getvalue())

    return make


@pytest.fixture
def archive() -> Callable[..., bytes]:
    """archive({"name": "content"}): a zip file."""

    def make(entries: dict[str, bytes | str]) -> bytes:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
            for name, content in entries.items():
                file.writestr(name, content)
        return out.getvalue()

    return make


@pytest.fixture
def at_the_desk() -> Callable[[Any], Client]:
    """at_the_desk(person): a browser signed in with a second factor. (People stand above: their helper is out of reach.)"""

    def enter(person: Any) -> Client:
        client = Client()
        client.force_login(person)
        session = client.session
        session[AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": "mfa", "at": time.time(), "type": "totp"}]
        session[_AUTHENTICATION_METHODS_USER_SESSION_KEY] = user_id_to_str(person)
        session.save()
        return client

    return enter
