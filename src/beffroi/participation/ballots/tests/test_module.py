"""What the browser makes, `belenios-tool` 2.0 and our own engine take: keys, ballots, shuffles, the opening. And they refuse the same."""

import base64
import json
import os
import shutil
import subprocess

import pytest

from beffroi.engines.ballots import archive, casting, ceremony, counting, credentials, shuffles, trustees
from beffroi.engines.ballots.election import Broken, Election, Question, election_json
from beffroi.engines.ballots.groups import BELENIOS_2048, RFC_3526_2048, dumps
from beffroi.engines.ballots.keeping import KeyFile
from beffroi.engines.ballots.tests.elections import again
from beffroi.engines.ballots.verifying import credentials_json, verify
from beffroi.participation.ballots.tests.module import ASSETS, NODE, Module

pytestmark = [pytest.mark.slow, pytest.mark.skipif(not NODE, reason="Node is not here")]
TOOL = shutil.which("belenios-tool")
BLANK = Question("Faut-il un banc ?", ("oui", "non"), 1, 1, blank=True)
SOME = Question("Lesquels, « ici » ou <là> ?", ("a", "b", "c"), 0, 2)
ORDER = Question("Dans quel ordre ?", ("x", "y", "z"), is_listed=True)


@pytest.fixture(scope="module")
def module():
    found = Module()
    yield found
    found.end()


def judge(folder, uuid, data):
    """What belenios-tool says, where it is; our verifier must say the same."""
    holds = not verify(data).problem
    if TOOL:
        folder.mkdir(exist_ok=True)
        (folder / f"{uuid}.bel").write_bytes(data)
        env = {**os.environ, "BELENIOS_USE_URANDOM": "1"}
        said = subprocess.run([TOOL, "election", "verify"], cwd=folder, env=env, capture_output=True, check=False).returncode == 0
        assert said == holds
    return holds


class Made:
    """An election whose every secret was made by the browser's modules."""

    def __init__(self, module, group, questions, kind, voters=3):
        self.module, self.group, self.uuid = module, group, credentials.new_uuid()
        self.dealings = []
        asked = {"uuid": self.uuid, "group": group.name, "kind": kind, "size": 3, "threshold": 2}
        if kind == "single":
            self.files = [module("newFile", **asked, index=0) for _trustee in range(2)]
            items = [("Single", ceremony.single(group, dumps(module("single", file=file)))) for file in self.files]
        else:
            self.files = [module("newFile", **asked, index=index) for index in (1, 2, 3)]
            items = [("Pedersen", self.in_rounds())]
        self.trustees_raw = trustees.trustees_json(items)
        self.known = trustees.read(group, self.trustees_raw)
        self.raw = election_json(
            name="É", description="", group=group, public_key=self.known.key, questions=questions, uuid=self.uuid, administrator="Mairie"
        )
        self.election = Election.read(self.raw)
        self.words = [credentials.new_credential() for _voter in range(voters)]
        self.publics = {str(credentials.public_of(group, self.uuid, word)): 1 for word in self.words}
        self.to = archive.Writer(1_760_000_000)
        self.to.set_up(self.raw, self.trustees_raw, credentials_json(self.publics))

    def in_rounds(self):
        group = self.group
        said = [dumps(self.module("certificate", file=file)) for file in self.files]
        certificates = [ceremony.certificate(group, one, size=3, threshold=2, index=index) for index, one in enumerate(said, 1)]
        # The last trustee trusts no browser: the same file, by the command line.
        said = [dumps(self.module("dealing", file=file, certificates=certificates)) for file in self.files[:2]]
        third = KeyFile.read(json.dumps(self.files[2]))
        asked = {"uuid": self.uuid, "index": 3, "step": "dealing", "certificates": certificates}
        said.append(third.sent(asked))
        self.dealings = [
            ceremony.dealing(group, one, certificates=certificates, threshold=2, index=index) for index, one in enumerate(said, 1)
        ]
        said = [dumps(self.module("verification", file=file, dealings=self.dealings)) for file in self.files[:2]]
        said.append(third.sent(asked | {"step": "verification", "dealings": self.dealings}))
        checked = [
            ceremony.verification(group, one, certificates=certificates, dealings=self.dealings, threshold=2, index=index)
            for index, one in enumerate(said, 1)
        ]
        return ceremony.assemble(2, certificates, self.dealings, checked)

    def vote(self, choices):
        accepted = []
        for word, choice in zip(self.words, choices, strict=True):
            made = self.module("vote", raw=self.raw, credential=word, choices=choice)
            accepted.append(casting.check(self.election, made["ballot"]))
            assert made["tracker"] == casting.tracker(made["ballot"])
            self.to.ballot(made["ballot"])
        self.to.event(archive.END_BALLOTS)
        self.tally = counting.encrypted_tally(self.election, accepted, self.publics)
        self.to.tally(counting.tally_json(self.tally), counted=len(accepted), weight=len(accepted))

    @property
    def urn(self):
        return base64.b64encode(bytes(self.to.data)).decode()

    def shuffle(self, owner):
        made = self.module("shuffle", archive=self.urn, uuid=self.uuid)
        assert made["ballots"] == made["counted"] == len(self.words)
        said = json.loads(made["payload"])
        for place, question in enumerate(self.election.questions):
            if question.is_listed:
                after = counting.read_row(self.election, said["ciphertexts"][0])
                shuffles.check(self.election, self.tally[place], after, said["proofs"][0])
                self.tally[place] = after
        self.to.owned(archive.SHUFFLE, owner, made["payload"])

    def open(self, owners):
        parts = {}
        for owner in owners:
            key = self.known.holders[owner - 1].public_key
            asked = {"archive": self.urn, "uuid": self.uuid, "file": self.files[owner - 1], "dealings": self.dealings, "key": str(key)}
            payload = self.module("open", **asked)["payload"]
            self.to.owned(archive.PART, owner, payload)
            parts[owner] = counting.read_part(self.election, key, self.tally, payload)
        counts = counting.result(self.election, self.known, self.tally, parts, len(self.words))
        self.to.result(counting.result_json(counts))
        return counts


def test_two_of_three_open_what_was_encrypted(module, tmp_path):
    made = Made(module, BELENIOS_2048, [BLANK, SOME], "threshold")
    made.vote([[[0, 1, 0], [1, 0, 1]], [[1, 0, 0], [0, 0, 0]], [[0, 0, 1], [0, 0, 1]]])
    with pytest.raises(ValueError, match="other"):
        module(
            "open", archive=made.urn, uuid=made.uuid, file=made.files[0], dealings=made.dealings, key=str(made.known.holders[1].public_key)
        )
    assert made.open([1, 3]) == [[1, 1, 1], [1, 0, 2]]
    assert judge(tmp_path / "whole", made.uuid, bytes(made.to.data))


def test_listed_ballots_are_shuffled_twice_in_the_browser(module, tmp_path):
    made = Made(module, RFC_3526_2048, [ORDER], "single", voters=2)
    votes = [[1, 2, 3], [3, 0, 255]]
    made.vote([[vote] for vote in votes])
    made.shuffle(1)
    made.shuffle(2)
    lost = base64.b64encode(with_a_ballot_changed(bytes(made.to.data))).decode()
    ask = {"uuid": made.uuid, "file": made.files[0], "dealings": [], "key": str(made.known.holders[0].public_key)}
    with pytest.raises(ValueError, match="archive"):
        module("open", archive=lost, **ask)  # a trustee's key opens no ballot that a shuffle put in another's place
    made.to.event(archive.END_SHUFFLES)
    counts = made.open([1, 2])
    assert sorted(counts[0]) == sorted(votes)
    assert judge(tmp_path / "whole", made.uuid, bytes(made.to.data))


def with_a_ballot_changed(data):
    """The same archive, but its last shuffle brings one ballot twice and another not at all."""

    def change(type, said):
        if type == archive.SHUFFLE and said["owner"] == 2:
            row = said["payload"]["ciphertexts"][0]
            row[0] = row[1]
        return said

    return again(data, change)


def test_the_browser_opens_nothing_but_the_ballots_of_the_urn(module):
    """A tally of one single ballot instead of all, a ballot without a right, or an urn cut short: the key stays shut."""
    made = Made(module, BELENIOS_2048, [BLANK], "single")
    made.vote([[[0, 1, 0]], [[1, 0, 0]], [[0, 0, 1]]])
    honest, whole = made.tally, made.urn
    ask = {"uuid": made.uuid, "file": made.files[0], "dealings": [], "key": str(made.known.holders[0].public_key)}
    events, _kept = archive.read(bytes(made.to.data))
    one = archive.Writer(1_760_000_000)
    one.set_up(made.raw, made.trustees_raw, credentials_json(made.publics))
    for event in events[1:4]:
        one.ballot(event.payload)
    one.event(archive.END_BALLOTS)
    alone = json.loads(events[1].payload)["answers"][0]["choices"]
    one.tally(dumps([alone]), counted=3, weight=3)
    with pytest.raises(ValueError, match="tally"):
        module("open", archive=base64.b64encode(bytes(one.data)).decode(), **ask)
    with pytest.raises(ValueError, match="archive"):
        module("open", archive=base64.b64encode(bytes(made.to.data[:-512])).decode(), **ask)
    with pytest.raises(ValueError, match="archive"):
        module("open", archive=whole, **(ask | {"uuid": "another"}))
    assert module("open", archive=whole, **ask)["counted"] == 3
    assert made.tally == honest


def test_a_ceremony_that_was_touched_is_refused_by_who_relays_and_by_who_takes_part(module):
    group, uuid = BELENIOS_2048, credentials.new_uuid()
    asked = {"uuid": uuid, "group": group.name, "kind": "threshold", "size": 2, "threshold": 2}
    files = [module("newFile", **asked, index=index) for index in (1, 2)]
    certificates = [module("certificate", file=file) for file in files]
    stranger = module("certificate", file=module("newFile", **asked, index=2))
    with pytest.raises(ValueError, match="others"):
        module("dealing", file=files[1], certificates=[certificates[0], stranger])  # her own is not among them
    with pytest.raises(Broken, match="something else"):
        ceremony.certificate(group, dumps(certificates[0]), size=2, threshold=2, index=2)
    dealings = [module("dealing", file=file, certificates=certificates) for file in files]
    # She was shown another certificate of her colleague than the one that is relayed: her signature tells.
    shown = module("dealing", file=files[0], certificates=[certificates[0], stranger])
    with pytest.raises(Broken, match="confirm"):
        ceremony.dealing(group, dumps(shown), certificates=certificates, threshold=2, index=1)
    dealings[0]["shares"][1]["share"] = str(int(dealings[0]["shares"][1]["share"]) ^ 1)
    with pytest.raises(ValueError, match="others"):
        module("verification", file=files[1], dealings=dealings)


def test_a_code_is_taken_as_people_type_it():
    """Spaces and dashes of any kind, or none; the same secret as Python's."""
    script = """
      const { tidy, wrongWith } = await import("file://%s/credentials.js");
      console.log(JSON.stringify([process.argv[1], "", "O", "0".repeat(22), process.argv[1] + "a"].map((text) => [tidy(text), wrongWith(text)])));
    """
    word = credentials.new_credential()
    typed = " " + word.replace("-", " \u2013 ")
    done = subprocess.run([NODE, "--input-type=module", "-e", script % ASSETS, typed], capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == [[word, ""], ["", "short"], ["", "letters"], ["", "letters"], ["", "long"]]
