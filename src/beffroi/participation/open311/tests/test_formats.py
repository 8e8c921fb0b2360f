from datetime import UTC, datetime
from xml.etree import ElementTree

import pytest

from beffroi.participation.open311 import formats

ROWS = [{"service_request_id": "12", "description": "A & <b>\x00\x1b", "media_url": None}]


def test_both_forms_say_the_same_and_nothing_odd_is_written():
    xml = formats.write("service_requests", ROWS, formats.XML)
    ElementTree.fromstring(xml)
    assert formats.rows(formats.read(xml), "service_requests") == [{"service_request_id": "12", "description": "A & <b>", "media_url": ""}]
    found = formats.rows(formats.read(formats.write("service_requests", ROWS, formats.JSON)), "service_requests")
    assert found == [{"service_request_id": "12", "description": "A & <b>"}]


def test_lists_and_truths_have_the_names_of_the_standard():
    said = {"service_code": "a", "attributes": [{"variable": True, "values": [{"key": "1", "name": "Un"}]}]}
    xml = formats.write("service_definition", said, formats.XML).decode()
    assert "<attributes><attribute><variable>true</variable><values><value><key>1</key><name>Un</name></value></values>" in xml
    assert formats.read(xml.encode())["attributes"] == [{"variable": "true", "values": [{"key": "1", "name": "Un"}]}]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("2026-01-31T08:00:00Z", datetime(2026, 1, 31, 8, tzinfo=UTC)),
        ("2026-01-31T08:00:00+01:00", datetime(2026, 1, 31, 7, tzinfo=UTC)),
        ("2026-01-31T08:00:00 01:00", datetime(2026, 1, 31, 7, tzinfo=UTC)),  # a plus sign that nobody escaped
        ("2026-01-31", datetime(2026, 1, 30, 23, tzinfo=UTC)),
        ("2026-13-31T08:00:00Z", None),
        ("yesterday", None),
        ("9999-12-31T23:59:59-14:00", None),
        ("", None),
    ],
)
def test_moments_are_read(text, found):
    assert formats.read_moment(text) == found


def test_moments_are_written_with_their_zone():
    assert formats.moment(datetime(2026, 1, 31, 7, 0, 0, 123, tzinfo=UTC)) == "2026-01-31T08:00:00+01:00"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<html>",
        b"no",
        b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>',
        b"<a>" * 30 + b"</a>" * 30,
        b"[" * 100_000,
    ],
)  # fmt: skip
def test_what_is_no_georeport_is_unreadable(content):
    with pytest.raises(formats.Unreadable):
        formats.rows(formats.read(content), "service_requests")


@pytest.mark.parametrize(
    "content",
    [
        b"<service_requests><request><service_request_id>7</service_request_id></request></service_requests>",
        b'\xef\xbb\xbf <ns:service_requests xmlns:ns="x"><ns:request><ns:service_request_id>7</ns:service_request_id></ns:request></ns:service_requests>',
        b'[{"service_request_id": 7}]',
        b'{"service_requests": [{"service_request_id": "7"}]}',
        b'{"service_request_id": 7}',
    ],
)
def test_servers_in_the_wild_are_understood(content):
    assert formats.text(formats.rows(formats.read(content), "service_requests")[0], "service_request_id") == "7"


def test_answers_of_a_form_are_found():
    pairs = [("attribute[poteau]", ["12"]), ("attribute[nombre][]", ["1", "rue"]), ("attribute[]", ["x"]), ("lat", ["1"])]
    assert formats.attributes_of(pairs) == {"poteau": ["12"], "nombre": ["1", "rue"]}
