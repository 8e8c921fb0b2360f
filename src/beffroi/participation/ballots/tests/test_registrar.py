import csv
import json
from argparse import ArgumentParser
from email import message_from_string
from email.policy import default

import pytest

from beffroi.engines.ballots.verifying import verify
from beffroi.participation.ballots import actions, archives, registrar
from beffroi.participation.ballots.kitchen import Held, finish, secret_election


def main(arguments):
    """As `./beffroi registrar …` does."""
    parser = ArgumentParser()
    registrar.add_arguments(parser)
    registrar.run(parser.parse_args(arguments))


@pytest.fixture
def drawn(component, people, at, client, tmp_path):
    """A vote without credentials, and the folder that the registrar made from its roll."""
    people[1]["email"], people[1]["phone"] = "", "+33601020304"
    people[2]["email"], people[2]["address"] = "", "1 rue des Halles\n00000 Clairbourg"
    held = secret_election(component, at=at, people=people, ref="registrar", opens=False)
    actions.drop_credentials(election=held.election, at=at)
    url = f"{held.election.url}registre/{held.election.token_of('registrar')}/"
    (tmp_path / "roll.json").write_bytes(client.get(f"{url}liste.json").content)
    main(["make", str(tmp_path / "roll.json"), "--out", str(tmp_path / "codes")])
    return held, url, tmp_path / "codes"


def test_the_registrar_makes_codes_that_the_site_never_sees(drawn, client, at, voters):
    held, url, folder = drawn
    rows = list(csv.DictReader((folder / "secret.csv").open(encoding="utf-8-sig"), delimiter=";"))
    assert len(rows) == 5
    for private in ("secret.csv", "merge.csv", "sms.csv", "letters.html"):
        assert (folder / private).stat().st_mode & 0o077 == 0
    public = (folder / "public_creds.json").read_text()
    assert not any(row["code"] in public or row["name"] in public for row in rows)
    letters = (folder / "letters.html").read_text()
    assert rows[2]["code"] in letters
    assert "data:image/svg" in letters
    assert rows[0]["code"] not in letters
    mail = message_from_string((folder / "mails" / "000001.eml").read_text(), policy=default)
    assert mail["To"] == rows[0]["email"]
    assert f"{held.election.place('booth')}#{rows[0]['code']}" in mail.get_content()
    assert rows[1]["code"] in (folder / "sms.csv").read_text(encoding="utf-8-sig")
    with (folder / "public_creds.json").open("rb") as file:
        assert client.post(url, {"act": "credentials", "file_file": file}).status_code == 200
    held.election = actions.open(election=held.election, at=at)
    ready = Held(held.election, [row["code"] for row in rows], held.secrets, held.ceremonies)
    actions.cast_secret(election=held.election, person=voters[0], raw=ready.ballot(0, [[0, 1, 0]]), at=at)
    election = finish(ready, at=held.election.closes_at)
    assert verify(archives.whole(election)).result == [[0, 1, 0]]


def test_codes_are_revoked_by_number_and_never_written_over(drawn):
    _held, _url, folder = drawn
    (folder / "papier.txt").write_text("2\n4\n")
    main(["revoke", str(folder), str(folder / "papier.txt")])
    assert len(json.loads((folder / "revoked.json").read_text())) == 2
    (folder / "papier.txt").write_text("77\n")
    with pytest.raises(registrar.CannotDo):
        main(["revoke", str(folder), str(folder / "papier.txt")])
    with pytest.raises(registrar.CannotDo):
        main(["make", str(folder.parent / "roll.json"), "--out", str(folder)])
    with pytest.raises(registrar.CannotDo):
        main(["make", str(folder / "papier.txt"), "--out", str(folder / "x")])
