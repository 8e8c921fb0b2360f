from typing import Any

from beffroi.channels.sms.access import MANAGE
from beffroi.ground.people.rules import must_have_right
from beffroi.kernel.rules import Refusal


def may_manage(person: Any) -> Refusal | None:
    return must_have_right(person, MANAGE)
