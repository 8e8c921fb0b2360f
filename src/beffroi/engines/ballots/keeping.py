"""A trustee's key file, and what she does with it without a browser: the same file, the same seed, the same bytes of a public part."""

import json
import secrets
from dataclasses import asdict, dataclass
from typing import Any

from beffroi.engines.ballots import ceremony, counting, shuffles
from beffroi.engines.ballots.credentials import LETTERS
from beffroi.engines.ballots.election import Broken
from beffroi.engines.ballots.groups import GROUPS, Group, Number, dumps
from beffroi.engines.ballots.trustees import public_part
from beffroi.engines.ballots.verifying import Verified, verify

WHAT = "Beffroi trustee key"
SINGLE, THRESHOLD = "single", "threshold"


@dataclass(frozen=True)
class KeyFile:
    """`index`: her place among those of a threshold, from 1."""

    election: str
    group: str
    kind: str
    index: int
    size: int
    threshold: int
    seed: str

    @classmethod
    def new(cls, asked: dict[str, Any]) -> "KeyFile":
        """For what a trustee's page says (uuid, group, kind, index, size, threshold)."""
        seed = "".join(secrets.choice(LETTERS) for _letter in range(32))
        return cls(asked["uuid"], asked["group"], asked["kind"], asked["index"], asked["size"], asked["threshold"], seed)

    @classmethod
    def read(cls, text: str) -> "KeyFile":
        try:
            said = json.loads(text)
            if said.pop("what") != WHAT or said.pop("version") != 1:
                raise Broken("this is no key file")
            return cls(**said)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise error if isinstance(error, Broken) else Broken("this is no key file") from None

    def written(self) -> str:
        return json.dumps({"what": WHAT, "version": 1} | asdict(self), indent=1) + "\n"

    @property
    def of(self) -> Group:
        return GROUPS[self.group]

    @property
    def ceremony(self) -> ceremony.Ceremony:
        return ceremony.Ceremony(self.of, self.size, self.threshold, self.index, self.seed)

    def secret(self, dealings: list[Any]) -> Number:
        return ceremony.alone(self.of, self.seed) if self.kind == SINGLE else self.ceremony.key(dealings)

    def sent(self, asked: dict[str, Any]) -> str:
        """What she sends in the round that the page asks for."""
        self._must_be_for(asked)
        if self.kind == SINGLE:
            return dumps(public_part(self.of, ceremony.alone(self.of, self.seed)))
        if asked["step"] == "certificate":
            return dumps(self.ceremony.certificate())
        if asked["step"] == "dealing":
            return dumps(self.ceremony.dealing(asked["certificates"]))
        if asked["step"] == "verification":
            return dumps(self.ceremony.verification(asked["dealings"]))
        raise Broken("nothing is asked of you now")

    def opened(self, data: bytes, asked: dict[str, Any]) -> str:
        """Her part of opening the urn, once the whole archive was checked."""
        self._must_be_for(asked)
        found = _counted(data)
        assert found.election is not None
        secret = self.secret(asked["dealings"])
        if found.uuid != self.election or str(self.of.of_g(secret)) != asked["public_key"]:
            raise Broken("this key belongs to another election")
        return counting.decrypt(found.election, secret, found.tally)

    def _must_be_for(self, asked: dict[str, Any]) -> None:
        if asked["uuid"] != self.election or (self.kind == THRESHOLD and asked["index"] != self.index):
            raise Broken("this key belongs to another election or trustee")


def shuffled(data: bytes) -> str:
    """The listed ballots of an archive, mixed once more."""
    found = _counted(data)
    assert found.election is not None
    places = [place for place, question in enumerate(found.election.questions) if question.is_listed]
    if not places:
        raise Broken("these ballots are added up: there is nothing to mix")
    return shuffles.shuffle_json([shuffles.shuffle(found.election, found.tally[place]) for place in places])


def _counted(data: bytes) -> Verified:
    found = verify(data)
    if not found.holds:
        raise Broken(found.problem)
    if not found.is_counted:
        raise Broken("the vote is not over")
    return found
