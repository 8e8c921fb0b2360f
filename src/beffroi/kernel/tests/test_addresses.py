"""No way of writing a private address gets past the guard."""

import ipaddress
import socket

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beffroi.kernel import addresses

PRIVATE = [
    "127.0.0.1", "127.255.0.9", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0",
    "0.1.2.3", "192.0.0.1", "192.0.2.1", "198.18.0.1", "198.51.100.1", "203.0.113.1", "224.0.0.1", "239.255.255.255", "240.0.0.1",
    "255.255.255.255", "192.88.99.1", "::", "::1", "fe80::1", "fe80::1%eth0", "fc00::1", "fd12:3456::1", "fec0::1", "ff02::1",
    "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::127.0.0.1", "2002:7f00:1::", "2002:0a00:0001::1", "64:ff9b::7f00:1", "64:ff9b::a00:1",
    "64:ff9b:1::1", "2001::1", "2001:db8::1", "100::1", "4000::1", "3fff::1", "5f00::1",
]  # fmt: skip
PUBLIC = [
    "1.1.1.1",
    "8.8.8.8",
    "93.184.216.34",
    "2606:4700:4700::1111",
    "2a01:e00::1",
    "::ffff:8.8.8.8",
    "64:ff9b::808:808",
    "2002:808:808::1",
]


@pytest.mark.parametrize("address", PRIVATE)
def test_private_and_reserved(address):
    assert not addresses.is_public(address)


@pytest.mark.parametrize("address", PUBLIC)
def test_public(address):
    assert addresses.is_public(address)


@pytest.mark.parametrize("nonsense", ["", "example.org", "1.2.3", "1.2.3.4.5", "::g", "[::1]"])
def test_what_is_no_address_is_not_public(nonsense):
    assert not addresses.is_public(nonsense)


@pytest.mark.parametrize(
    ("written", "is_"),
    [
        ("2130706433", "127.0.0.1"), ("0x7f000001", "127.0.0.1"), ("017700000001", "127.0.0.1"), ("127.1", "127.0.0.1"),
        ("0x7f.1", "127.0.0.1"), ("0177.0.0.01", "127.0.0.1"), ("10.0.258", "10.0.1.2"), ("0xA9FEA9FE", "169.254.169.254"),
        ("127.0.0.1.", "127.0.0.1"), ("[::1]", "::1"), ("::ffff:7f00:1", "::ffff:127.0.0.1"), ("0", "0.0.0.0"), ("0x", "0.0.0.0"),
    ],
)  # fmt: skip
def test_every_way_of_writing_a_number_is_read(written, is_):
    assert addresses.literal(written) == ipaddress.ip_address(is_)


@pytest.mark.parametrize("name", ["example.org", "a.b", "1.2.3.example", "xn--bcher-kva.example"])
def test_a_name_is_no_number(name):
    assert addresses.literal(name) is None


@pytest.mark.parametrize("wrong", ["256.0.0.1", "1.2.3.4.5", "08.1.1.1", "4294967296", "a.1", "::1::", "fe80::x", "1.2.3.0x1g"])
def test_what_looks_like_a_number_and_is_none_is_never_looked_up(wrong):
    try:
        found = addresses.literal(wrong)
    except ValueError:
        return
    assert found is None
    assert not wrong.rstrip(".")[-1].isdigit()


@given(st.integers(0, 2**32 - 1), st.sampled_from(["{}", "{:#x}", "0{:o}", "0x{:X}"]))
def test_we_read_numbers_as_the_resolver_does(number, form):
    written = form.format(number)
    assert addresses.literal(written) == ipaddress.IPv4Address(socket.inet_aton(written))


@given(st.lists(st.tuples(st.integers(0, 300), st.sampled_from(["{}", "{:#x}", "0{:o}"])), min_size=2, max_size=4))
def test_we_refuse_or_agree_with_the_resolver(parts):
    written = ".".join(form.format(number) for number, form in parts)
    try:
        theirs = ipaddress.IPv4Address(socket.inet_aton(written))
    except OSError:
        with pytest.raises(ValueError):
            addresses.literal(written)
    else:
        assert addresses.literal(written) == theirs


@given(st.ip_addresses(v=4))
def test_an_address_hidden_in_ipv6_is_judged_as_itself(ip):
    number = int(ip)
    hidden = [
        f"::ffff:{ip}",
        str(ipaddress.IPv6Address((0x2002 << 112) | (number << 80))),
        str(ipaddress.IPv6Address((0x64FF9B << 96) | number)),
    ]
    assert {addresses.is_public(form) for form in hidden} == {addresses.is_public(str(ip))}


@given(st.ip_addresses(v=6))
def test_nothing_that_python_calls_private_is_public(ip):
    if ip.is_private or ip.is_multicast or ip.is_link_local or ip.is_loopback or ip.is_unspecified:
        assert not addresses.is_public(ip) or ip.ipv4_mapped or ip.sixtofour
