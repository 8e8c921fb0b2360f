"""Mails as programs write them, and as no program should."""

import time
from datetime import timedelta
from pathlib import Path

import pytest
from beffroi_pytest import NOON
from hypothesis import given, settings
from hypothesis import strategies as some

from beffroi.channels.mailbox.quoting import own_words
from beffroi.channels.mailbox.reading import read

MAILS = Path(__file__).parent / "mails"


def mail(name: str):
    return read((MAILS / f"{name}.eml").read_bytes(), at=NOON)


def test_a_plain_mail_says_who_what_and_when():
    said = mail("plain")
    assert (said.name, said.address) == ("Hélène Petit", "helene@exemple.example")
    assert said.subject == "Le trottoir de la rue des Lilas"
    assert said.text == "Bonjour,\n\nLe trottoir est cassé devant l'école.\n\nMerci,\nHélène"
    assert NOON - said.sent_at == timedelta(hours=2, minutes=50)
    assert not said.is_automatic


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("outlook", "Bonjour,\n\nQuand ouvre la déchetterie ?\n\n- le matin\n\n- le soir"),
        ("iphone", "Merci beaucoup, c’est noté."),
        ("gmail", "Et le dimanche ?"),
        ("between", "Le 11 mars 2026 à 10:00, Mairie a écrit :\n> Venez-vous mardi ?\nOui, à 9 h.\n> Avec combien d'enfants ?\nDeux."),
    ],
)
def test_only_the_persons_own_words_are_kept(name, text):
    assert mail(name).text == text


def test_attached_files_are_named_and_left_there():
    assert mail("outlook").attachments == ("devis été.pdf",)


@pytest.mark.parametrize("name", ["bounce", "vacation", "list"])
def test_what_no_person_wrote_is_known(name):
    assert mail(name).is_automatic


def test_a_mail_of_ours_that_came_back_says_which_and_why():
    failure = mail("bounce").failures[0]
    assert (failure.address, failure.status, failure.is_final) == ("helene@exemple.example", "5.1.1", True)


@pytest.mark.parametrize(
    "header",
    [
        "Precedence: bulk",
        "X-Autoreply: yes",
        "Auto-Submitted: auto-generated",
        "List-Id: <voisins.example>",
        "Return-Path: <>",
        "From: no-reply@exemple.example",
    ],
)
def test_each_sign_of_a_robot_is_enough(header):
    sender = "" if header.startswith("From") else "From: a@exemple.example\n"
    assert read(f"{sender}{header}\nSubject: x\n\ntext".encode(), at=NOON).is_automatic


def test_headers_cannot_smuggle_lines_nor_dates_nor_hidden_signs():
    said = read(
        b"From: =?utf-8?Q?Bob=0D=0ABcc=3A_x=40y=2Ez?= <bob@exemple.example>\nDate: Thu, 12 Mar 2037 09:10:00 +0100\n"
        b"Subject: =?utf-8?Q?a=0D=0Ab?=\n\nsee \xe2\x80\xaegpj.exe\x00",
        at=NOON,
    )
    assert (said.subject, said.sent_at, said.address) == ("a b", NOON, "bob@exemple.example")
    assert "\n" not in said.name
    assert said.text == "see gpj.exe"


def test_one_message_id_does_not_make_one_mail():
    first = read(b"From: a@exemple.example\nMessage-ID: <x@y>\n\none", at=NOON)
    other = read(b"From: a@exemple.example\nMessage-ID: <x@y>\n\ntwo", at=NOON)
    assert first.remote_id != other.remote_id


def test_a_mail_of_ten_thousand_parts_or_boxes_in_boxes_is_read_quickly():
    many = (
        b"From: a@exemple.example\nContent-Type: multipart/mixed; boundary=b\n\n"
        + b"--b\nContent-Type: text/plain\n\nx\n" * 1000
        + b"--b--"
    )
    assert read(many, at=NOON).text
    deep = b"From: a@exemple.example\n" + b"".join(b"Content-Type: multipart/mixed; boundary=%d\n\n--%d\n" % (n, n) for n in range(300))
    assert read(deep, at=NOON).address == "a@exemple.example"
    head = b"From: a@exemple.example\nContent-Type: text/html\n\n"
    begun = time.process_time()
    for evil in (b"<div>" * 20_000, b"<" * 300_000, b"<div></p>" * 10_000, b" " * 300_000):
        read(head + evil, at=NOON)
    assert time.process_time() - begun < 3


@settings(max_examples=25, deadline=None)
@given(some.sampled_from(sorted(MAILS.glob("*.eml"))), some.data())
def test_a_torn_mail_raises_nothing(path, data):
    raw = bytearray(path.read_bytes())
    for place in data.draw(some.lists(some.integers(0, len(raw) - 1), max_size=8)):
        raw[place] = data.draw(some.integers(0, 255))
    said = read(bytes(raw[: data.draw(some.integers(0, len(raw)))]), at=NOON)
    kept = said.text + said.subject + said.name + said.message_id + said.address + "".join((*said.references, *said.attachments))
    assert "\x00" not in kept
    assert isinstance(kept.encode(), bytes)


@settings(max_examples=25, deadline=None)
@given(some.text(some.sampled_from(list("ab é\n>-_:")), max_size=300))
def test_words_are_never_lost_altogether(text):
    assert own_words(text) or not any(sign.isalnum() for sign in text)
