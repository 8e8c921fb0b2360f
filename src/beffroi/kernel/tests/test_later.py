"""A library that is loaded later is the library, and is not loaded before."""

import subprocess
import sys

import pytest

from beffroi.kernel.later import Later


def test_it_is_the_module_or_a_name_of_it():
    assert Later("json").loads("[1]") == [1]
    assert Later("datetime", "timedelta")(seconds=90).total_seconds() == 90
    with pytest.raises(ModuleNotFoundError):
        Later("no_such_library").anything()


@pytest.mark.slow
def test_the_heavy_ones_wait_for_somebody_who_needs_them():
    code = (
        "import django, sys; django.setup(); from django.urls import get_resolver; get_resolver().url_patterns; "
        "print([name for name in ('PIL', 'openpyxl', 'icalendar', 'segno', 'feedparser', 'css_inline', 'numpy', 'highspy', 'av', 'rich', 'pygments') if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env={"DJANGO_SETTINGS_MODULE": "beffroi.settings", "PATH": ""},
    )
    assert done.stdout.strip() == "[]"
