import pytest

from beffroi.channels.fediverse.views.inbox import Refused, _activity


@pytest.mark.parametrize("content", ["a\\u0000b", "a\0b"])
def test_what_no_database_takes_is_refused_before_it_is_read(content):
    body = '{"id": "https://a.example/1", "type": "Create", "actor": "https://a.example/u", "content": "%s"}'
    assert _activity((body % "a").encode())["type"] == "Create"
    with pytest.raises(Refused):
        _activity((body % content).encode())
