"""What trustees do without a browser: their file, the rounds, mixing and opening, by the command line."""

import json

import pytest

from beffroi.engines.ballots import archive, ceremony, counting, trustees
from beffroi.engines.ballots.__main__ import main
from beffroi.engines.ballots.election import Broken, Election, Question, election_json
from beffroi.engines.ballots.groups import BELENIOS_2048, dumps
from beffroi.engines.ballots.keeping import KeyFile
from beffroi.engines.ballots.verifying import credentials_json, verify

ASKED = {"uuid": "Essai123456789", "group": "BELENIOS-2048", "kind": "threshold", "size": 2, "threshold": 2}


def said(capsys, *arguments):
    assert main(list(arguments)) == 0
    return capsys.readouterr().out.strip()


def test_a_key_is_made_in_rounds_and_opens_an_urn(tmp_path, capsys):
    group, page = BELENIOS_2048, tmp_path / "page.json"

    def ask(index, **more):
        page.write_text(json.dumps(ASKED | {"index": index} | more))
        return [str(page), str(tmp_path / f"{index}.json")]

    certificates = [
        ceremony.certificate(group, said(capsys, "key", *ask(index, step="certificate")), size=2, threshold=2, index=index)
        for index in (1, 2)
    ]
    assert (tmp_path / "1.json").stat().st_mode & 0o077 == 0
    asked = {"step": "dealing", "certificates": certificates}
    dealings = [
        ceremony.dealing(group, said(capsys, "round", *ask(index, **asked)), certificates=certificates, threshold=2, index=index)
        for index in (1, 2)
    ]
    asked = {"step": "verification", "dealings": dealings}
    checked = [
        ceremony.verification(
            group, said(capsys, "round", *ask(index, **asked)), certificates=certificates, dealings=dealings, threshold=2, index=index
        )
        for index in (1, 2)
    ]
    raw_trustees = trustees.trustees_json([("Pedersen", ceremony.assemble(2, certificates, dealings, checked))])
    known = trustees.read(group, raw_trustees)
    question = Question("?", ("a",), 0, 1)
    raw = election_json(name="n", description="", group=group, public_key=known.key, questions=[question], uuid=ASKED["uuid"])
    to = archive.Writer(1_760_000_000)
    to.set_up(raw, raw_trustees, credentials_json({}))
    path = tmp_path / "urn.bel"
    path.write_bytes(to.data)
    opening = {"dealings": dealings, "public_key": str(known.holders[0].public_key)}
    assert main(["open", str(path), *ask(1, **opening)]) == 1
    assert "not over" in capsys.readouterr().err
    to.event(archive.END_BALLOTS)
    tally = counting.encrypted_tally(Election.read(raw), [], {})
    to.tally(counting.tally_json(tally), counted=0, weight=0)
    path.write_bytes(to.data)
    for index, holder in enumerate(known.holders, 1):
        opening = {"dealings": dealings, "public_key": str(holder.public_key)}
        to.owned(archive.PART, index, said(capsys, "open", str(path), *ask(index, **opening)))
    to.result(counting.result_json([[0]]))
    assert verify(bytes(to.data)).result == [[0]]
    assert main(["shuffle", str(path)]) == 1
    assert "nothing to mix" in capsys.readouterr().err
    assert main(["open", str(path), *ask(1, dealings=dealings, public_key=str(known.holders[1].public_key))]) == 1
    before = (tmp_path / "1.json").read_text()
    assert main(["key", *ask(1, step="certificate")]) == 2  # a key is never written over
    assert (tmp_path / "1.json").read_text() == before


@pytest.mark.parametrize(
    "text", ["", "{}", "[]", "null", '{"what": "Beffroi trustee key", "version": 1}', '{"what": "else", "version": 1}']
)
def test_what_is_no_key_file_is_refused(text):
    with pytest.raises(Broken, match="no key file"):
        KeyFile.read(text)


def test_signatures_of_newer_versions_are_checked_where_they_stand():
    group = BELENIOS_2048
    structure, _keys = ceremony.rehearsed([ceremony.Ceremony(group, 2, 2, index, f"graine {index}" * 4) for index in (1, 2)])
    trustees.read(group, trustees.trustees_json([("Pedersen", structure)]))
    older = {name: value for name, value in structure.items() if name != "signatures"}
    trustees.read(group, trustees.trustees_json([("Pedersen", older)]))
    swapped = structure | {"signatures": structure["signatures"][::-1]}
    with pytest.raises(Broken, match="confirm"):
        trustees.read(group, trustees.trustees_json([("Pedersen", swapped)]))
    other = json.loads(dumps(structure))
    other["verification_keys"][0]["signature"] = structure["verification_keys"][1]["signature"]
    with pytest.raises(Broken, match="signed"):
        trustees.read(group, trustees.trustees_json([("Pedersen", other)]))
