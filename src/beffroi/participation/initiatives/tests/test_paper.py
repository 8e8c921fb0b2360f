import io
import shutil
import subprocess

import pytest
import segno
from django.test import Client

from beffroi.ground.people.testing import sign_in
from beffroi.kernel.rules import Refused
from beffroi.participation.initiatives import actions
from beffroi.participation.initiatives.models import Sheet, SheetLine, Signature
from beffroi.participation.initiatives.tests.conftest import ALICE, PAUL
from beffroi.participation.initiatives.views.sheets import code_address


@pytest.fixture
def sheet(collecting, alice, at):
    row = collecting(threshold=3)
    actions.print_sheets(initiative=row, person=alice, how_many=2, at=at)
    return Sheet.objects.select_related("initiative__type__roll", "initiative__component__process").get(number=1)


def test_sheets_are_numbered_by_the_committee_and_by_nobody_else(sheet, alice, david, at):
    more = actions.print_sheets(initiative=sheet.initiative, person=alice, how_many=3, at=at)
    assert [one.number for one in more] == [3, 4, 5]
    with pytest.raises(Refused, match="comité"):
        actions.print_sheets(initiative=sheet.initiative, person=david, how_many=1, at=at)


def test_each_line_is_counted_or_says_why_not_and_both_ways_count_together(sheet, alice, bob, at):
    row = sheet.initiative
    actions.sign(initiative=row, person=alice, identity=ALICE, at=at)

    def key(number, identity=None, seen=""):
        return actions.key_line(sheet=sheet, number=number, person=bob, identity=identity, seen=seen, at=at).result

    assert key(1, PAUL) == SheetLine.ACCEPTED
    assert key(2, {**ALICE, "last_name": "MARTIN"}) == SheetLine.DOUBLE  # online already
    assert key(3, {**PAUL, "last_name": "LE  GALL"}) == SheetLine.DOUBLE  # on paper already
    assert key(4, {**PAUL, "birth_date": "2014-01-01"}) == SheetLine.YOUNG
    assert key(5, {**PAUL, "birth_date": ""}) == SheetLine.UNREADABLE
    assert key(6, seen=SheetLine.UNSIGNED) == SheetLine.UNSIGNED
    with pytest.raises(Refused, match="déjà saisie"):
        key(6, PAUL)
    with pytest.raises(Refused, match="lignes 1 à 12"):
        key(13, PAUL)
    row.refresh_from_db()
    assert (row.signatures_count, row.paper_count, row.online_count) == (2, 1, 1)
    # A mistake in typing is taken back: the line is free, and what it counted no longer counts.
    line = SheetLine.objects.select_related("signature").get(sheet=sheet, number=1)
    line.sheet = sheet
    actions.take_back_line(line=line, person=bob, at=at)
    row.refresh_from_db()
    assert (row.signatures_count, row.paper_count) == (1, 0)
    assert key(1, {**PAUL, "first_names": "Jean"}) == SheetLine.ACCEPTED
    assert key(7, {**PAUL, "first_names": "Rose"}) == SheetLine.ACCEPTED
    row.refresh_from_db()
    assert row.state == "waiting"  # two on paper and one online reach three


def test_the_line_is_checked_against_the_list(sheet, kind, bob, manager, at):
    kind.roll = actions.import_roll(roll=None, title="Liste", people=[[PAUL]], person=manager, at=at)
    kind.check_kind = "roll"
    kind.save()
    sheet.initiative.refresh_from_db()
    assert actions.key_line(sheet=sheet, number=1, person=bob, identity=ALICE, at=at).result == SheetLine.UNKNOWN
    assert actions.key_line(sheet=sheet, number=2, person=bob, identity=PAUL, at=at).result == SheetLine.ACCEPTED
    assert [dict(one.identity)["last_name"] for one in Signature.objects.all()] == ["Le Gall"]  # of the other, nothing is kept


def test_the_team_keys_line_after_line_and_citizens_do_not(sheet, bob, alice, client, at):
    row = sheet.initiative
    url = f"/bureau/p/{row.component.process_id}/initiatives/{row.component_id}/{row.pk}/feuilles/1/"
    sign_in(client, alice)
    assert client.get(url).status_code == 403
    team = Client()
    sign_in(team, bob)
    page = team.post(url, {"line": "1", "last_name": "Le Gall", "first_names": "Paul", "birth_date": "1955-11-30"}, follow=True)
    assert "Ligne 1" in page.content.decode()
    assert "Ligne 2 sur 12" in page.content.decode()
    for number in range(2, 13):
        team.post(url, {"line": str(number), "seen": "empty"})
    assert "terminée" in team.get(url).content.decode()
    sheet.refresh_from_db()
    assert sheet.done_at
    assert "Le Gall" not in team.get(url).content.decode()


@pytest.mark.skipif(not shutil.which("zbarimg"), reason="needs zbarimg")
def test_the_qr_code_of_a_sheet_is_read_back_and_leads_to_keying_it_in(sheet, alice, bob, client, tmp_path):
    row = sheet.initiative
    base = f"/p/{row.component.process.slug}/initiatives/{row.component_id}/{row.pk}/"
    sign_in(client, alice)
    page = client.get(f"{base}feuilles/1-2/").content.decode()
    assert page.count("paper-sheet") == 2
    assert f"{base}feuilles/1.svg" in page
    answer = client.get(f"{base}feuilles/1.svg")
    address = code_address(answer.wsgi_request, sheet)
    picture = tmp_path / "code.png"
    made, drawn = segno.make(address, error="m"), io.BytesIO()
    made.save(picture, scale=4, border=4)
    made.save(drawn, kind="svg", scale=4, border=4, xmldecl=False, svgns=True)
    assert answer.content == drawn.getvalue()  # the drawing that is served is the picture that is read
    read = subprocess.run(
        ["zbarimg", "--quiet", "--raw", str(picture)], capture_output=True, text=True, timeout=20, check=True
    ).stdout.strip()
    assert read == address
    path = read.partition("//")[2].partition("/")[2]
    assert Client().get(f"/{path}")["Location"] == base  # a neighbour reads, and signs online
    team = Client()
    sign_in(team, bob)
    assert team.get(f"/{path}")["Location"].endswith(f"{row.pk}/feuilles/1/")
    assert Client().get(f"{base}feuilles/1-2/").status_code == 404
