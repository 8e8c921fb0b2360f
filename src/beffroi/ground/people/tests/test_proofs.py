import re
from datetime import timedelta

import pytest
from beffroi_pytest import NOON

from beffroi.ground.people.actions.cleaning import forget_what_is_over
from beffroi.ground.people.actions.proofs import TRIES, find_link, send_proof, use_code, use_link
from beffroi.ground.people.models import EmailProof
from beffroi.kernel.models import Mail
from beffroi.kernel.rules import Refused

LATE = NOON + timedelta(minutes=15)


@pytest.fixture
def proof(db):
    return send_proof(purpose="sign-in", email="Zoe@example.org", site="https://brume.example", at=NOON)


def code_of(proof: EmailProof) -> str:
    return re.search(r"\b(\d{3}) (\d{3})\b", Mail.objects.get(key=f"proof-{proof.pk}").subject).expand(r"\1\2")


def link_of(proof: EmailProof) -> str:
    return re.search(r"https://brume.example/compte/lien/([^/\s]+)/", Mail.objects.get(key=f"proof-{proof.pk}").text).group(1)


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06d}"


def test_the_code_of_the_mail_opens_once(proof):
    code = code_of(proof)
    assert use_code(proof=proof, code=f"{code[:3]} {code[3:]}", at=NOON) is None
    assert use_code(proof=proof, code=code, at=NOON).code == "code_over"


def test_neither_code_nor_link_is_stored(proof):
    kept = str(EmailProof.objects.values().get())
    assert code_of(proof) not in kept
    assert link_of(proof) not in kept


def test_a_code_cannot_be_guessed(proof):
    code = code_of(proof)
    for _try in range(TRIES - 1):
        proof.refresh_from_db()
        assert use_code(proof=proof, code=wrong(code), at=NOON).code == "code_wrong"
    proof.refresh_from_db()
    assert use_code(proof=proof, code=wrong(code), at=NOON).code == "code_over"
    proof.refresh_from_db()
    assert use_code(proof=proof, code=code, at=NOON).code == "code_over"


def test_looking_at_the_link_does_not_use_it(proof):
    link = link_of(proof)
    assert find_link(link=link, at=NOON) == proof
    assert use_link(link=link, at=NOON) == proof
    assert find_link(link=link, at=NOON) is None
    assert use_link(link=link, at=NOON) is None


def test_code_and_link_last_a_quarter_of_an_hour(proof):
    assert use_code(proof=proof, code=code_of(proof), at=LATE).code == "code_over"
    assert use_link(link=link_of(proof), at=LATE) is None
    assert use_link(link=link_of(proof), at=LATE - timedelta(seconds=1)) == proof


def test_the_link_of_a_used_code_is_dead(proof):
    assert use_code(proof=proof, code=code_of(proof), at=NOON) is None
    assert use_link(link=link_of(proof), at=NOON) is None


def test_nobodys_mailbox_is_flooded(db):
    for _mail in range(6):
        send_proof(purpose="sign-in", email="zoe@example.org", site="https://x.example", at=NOON, visitor="a")
    with pytest.raises(Refused) as refused:
        send_proof(purpose="guest", email="ZOE@example.org", site="https://x.example", at=NOON, visitor="b")
    assert refused.value.refusal.code == "too_many_mails"
    send_proof(purpose="sign-in", email="other@example.org", site="https://x.example", at=NOON, visitor="a")


def test_addresses_typed_in_are_forgotten_after_a_day(proof):
    forget_what_is_over(at=NOON + timedelta(hours=23))
    assert EmailProof.objects.exists()
    forget_what_is_over(at=NOON + timedelta(hours=25))
    assert not EmailProof.objects.exists()
