from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser

from beffroi.commons.notifications.models import Notification
from beffroi.commons.privacy.types import personal_data
from beffroi.commons.search.queries import find
from beffroi.engines.opinions.__main__ import main
from beffroi.kernel.jobs import run_due
from beffroi.kernel.models import Entry
from beffroi.kernel.rules import Refused
from beffroi.kernel.subjects import subject_kinds
from beffroi.participation.opinions import actions, demo, exports, jobs, reading, rules
from beffroi.participation.opinions.actions.demonstrating import answer_many
from beffroi.participation.opinions.actions.importing import BadFile
from beffroi.participation.opinions.actions.stating import Seed
from beffroi.participation.opinions.figures import page_of
from beffroi.participation.opinions.models import AGREE, DISAGREE, PASS, Count, OpinionMap, Participant, Statement, Vote
from beffroi.participation.spaces.kitchen import ready_component
from beffroi.participation.spaces.models import Happening
from beffroi.participation.spaces.types import component_types, contributions

NOBODY = AnonymousUser()


def answer(map, number, value, at, person=NOBODY, token="a-browser"):
    statement = Statement.objects.get(map=map, number=number)
    return actions.vote(map=map, person=person, token=token, statement=statement, value=value, at=at)


def counted(map, at, people=40):
    """A map with two groups that disagree on odd statements, and agree on the even ones."""
    rows = [{n: AGREE if n % 2 == 0 or person % 2 else DISAGREE for n in range(1, 9)} for person in range(people)]
    answer_many(map=map, rows=rows, at=at)
    return actions.count_now(map=map, at=at)


def fresh(map):
    return OpinionMap.objects.select_related("component__process").get(pk=map.pk)


@pytest.mark.parametrize(
    ("who", "day", "refusal"),
    [("nobody", 0, None), ("alice", 0, None), ("alice", -5, "not_yet"), ("alice", 60, "closed"), ("nobody", 60, "closed")],
)
def test_what_is_open_when(map, alice, at, who, day, refusal):
    person = {"alice": alice, "nobody": NOBODY}[who]
    found = rules.may_vote(person, map, at + timedelta(days=day))
    assert (found and found.code) == refusal
    assert rules.is_over(map, at + timedelta(days=day)) == (day == 60)


def test_the_last_word_counts_and_nobody_is_named(map, alice, bob, at):
    answer(map, 1, AGREE, at)
    answer(map, 1, DISAGREE, at)
    answer(map, 1, PASS, at, token="another")
    answer(map, 1, AGREE, at, person=alice, token="")
    assert sorted(Vote.objects.values_list("value", flat=True)) == [DISAGREE, PASS, AGREE]
    assert Participant.objects.count() == 3
    kept = [str(value) for row in Participant.objects.values() for value in row.values()]
    assert not {"a-browser", "another", alice.email, str(alice.voice.public_id)} & set(kept)


def test_the_same_person_has_another_key_in_each_map(map, alice, at):
    other = OpinionMap.objects.get(component=ready_component("opinion", at=at, verbs=("vote",), title="Le lac"))
    one, two = (actions.voting.person_key(each, alice) for each in (map, other))
    assert one
    assert one != two
    assert actions.voting.browser_key(map, "x") != actions.voting.browser_key(other, "x")


def test_what_a_browser_said_becomes_hers_once_she_signs_in(map, alice, at):
    answer(map, 1, AGREE, at, person=alice, token="")
    answer(map, 1, DISAGREE, at)
    answer(map, 2, AGREE, at)
    answer(map, 3, PASS, at, person=alice)  # with the cookie of the same browser
    (row,) = Participant.objects.all()
    assert dict(row.votes.values_list("statement__number", "value")) == {1: AGREE, 2: AGREE, 3: PASS}


def test_where_each_counts_once_a_browser_is_not_enough(component, map, at):
    component.settings = {"who": "people"}
    component.save()
    assert rules.may_vote(NOBODY, map, at).code == "anonymous"
    assert actions.find(map, NOBODY, "a-browser") is None


def test_paused_or_closed_nobody_answers(map, manager, alice, at):
    for act, code in (("pause", "frozen"), ("close", "closed")):
        map = actions.halt(map=map, person=manager, act=act, at=at)
        with pytest.raises(Refused) as refused:
            answer(map, 1, AGREE, at)
        assert refused.value.refusal.code == code
    with pytest.raises(Refused):
        actions.halt(map=map, person=alice, act="reopen", at=at)
    assert rules.is_open(actions.halt(map=map, person=manager, act="reopen", at=at), at)


@pytest.mark.parametrize(
    ("text", "code"),
    [("Court", "short"), ("x" * 141, "long"), ("Faut-il planter des arbres ?", "question"), ("Plantons des arbres !", None)],
)
def test_a_statement_is_one_idea(text, code):
    found = rules.must_be_one_idea(text, 140)
    assert (found and found.code) == code


def test_a_statement_waits_then_is_shown_and_its_author_is_told_once(map, alice, chloe, at):
    row = actions.state(map=map, person=alice, text="  La fontaine doit   couler de nouveau. ", at=at)
    assert (row.text, row.state, row.in_list, row.number) == ("La fontaine doit couler de nouveau.", "waiting", False, 9)
    assert not find("fontaine couler").rows
    for _again in range(2):
        actions.decide(map=map, statements=[row.pk], person=chloe, accept=True, at=at)
    run_due(at=at + timedelta(days=1))
    assert [one.kind for one in Notification.objects.filter(account=alice)] == ["opinions:accepted"]
    assert find("fontaine couler").rows[0].subject == row.subject
    assert fresh(map).statements_count == 9
    assert fresh(map).component.process.contributions_count == 9


def test_a_refusal_says_why_and_stands_in_the_log(map, alice, chloe, david, at):
    row = actions.state(map=map, person=alice, text="Tout va mal et il faut tout changer.", at=at)
    with pytest.raises(Refused):
        actions.decide(map=map, statements=[row.pk], person=chloe, accept=False, at=at)
    with pytest.raises(Refused):
        actions.decide(map=map, statements=[row.pk], person=david, accept=True, at=at)
    actions.decide(map=map, statements=[row.pk], person=chloe, accept=False, reason="several", note="Deux idées.", at=at)
    run_due(at=at + timedelta(days=1))
    assert [one.kind for one in Notification.objects.filter(account=alice)] == ["opinions:refused"]
    assert "Deux idées." in "".join(exports.log(map))


def test_words_change_only_before_the_first_answer(map, chloe, at):
    row = Statement.objects.select_related("map__component__process").get(map=map, number=1)
    assert (
        actions.correct(statement=row, person=chloe, text="Il faut des arbres partout.", is_meta=False, at=at).text
        == "Il faut des arbres partout."
    )
    answer(map, 1, AGREE, at)
    with pytest.raises(Refused) as refused:
        actions.correct(statement=row, person=chloe, text="Il ne faut pas d’arbres.", is_meta=False, at=at)
    assert refused.value.refusal.code == "voted"
    assert actions.correct(statement=row, person=chloe, text="Il faut des arbres partout.", is_meta=True, at=at).is_meta


def test_statements_are_sown_once(map, at):
    again = [Seed("Il faut planter des arbres dans le quartier numéro 1."), Seed("Il faut une mare.", "message:3", "/x/")]
    assert [row.text for row in actions.seed(map=map, person=None, seeds=[*again, *again], at=at)] == ["Il faut une mare."]
    assert actions.seed(map=map, person=None, seeds=again, at=at) == []


def test_groups_are_found_kept_and_said_in_words(map, at):
    count = counted(map, at)
    assert [group["size"] for group in count.result["groups"]] == [20, 20]
    found = reading.results(map)
    assert {line["number"] for line in found["gathers"]} == {2, 4, 6, 8}
    assert {line["number"] for line in found["divides"]} <= {1, 3, 5, 7}
    assert "A 100 %, B 100 %" in found["gathers"][0]["said"]
    assert found["groups"][0]["lines"]
    assert (fresh(map).participants_count, fresh(map).votes_count) == (40, 320)
    row = Statement.objects.get(map=map, number=1)
    assert (row.agree_count, row.disagree_count, row.by_group) == (
        20,
        20,
        [[20, 0, 20], [0, 20, 20]] if row.by_group[0][0] else [[0, 20, 20], [20, 0, 20]],
    )
    assert row.divides > 0.8


def test_too_few_people_make_no_map_and_small_groups_are_hidden(map, at):
    counted(map, at, people=14)
    assert reading.results(map)["enough"] is False
    result = counted(map, at, people=0).result  # the same fourteen
    assert not result["enough"]
    statement = Statement.objects.get(map=map, number=1)
    statement.by_group = [[9, 0, 9], None]
    page = page_of(
        {
            "enough": True, "counts": {"participants": 20, "counted": 20, "votes": 9},
            "groups": [{"id": 0, "size": 17, "shown": True, "centre": [0, 0], "stands_for": []}, {"id": 1, "size": 3, "shown": False, "centre": [1, 1], "stands_for": []}],
            "statements": [{"id": "1", "agree": 0.9, "disagree": 0.1}],
            "participants": [{"id": str(n), "place": [n, n], "group": 0 if n < 17 else 1} for n in range(20)],
        },
        [statement],
    )  # fmt: skip
    assert [group["id"] for group in page["groups"]] == [0]
    assert len(page["points"]) == 17
    assert page["others"] == 3
    assert page["gathers"][0]["groups"] == [(9, 9)]
    assert page["divides"] == []


def test_a_vote_is_counted_by_the_job_within_a_minute(map, at):
    counted(map, at)
    assert not fresh(map).is_dirty
    answer(map, 1, AGREE, at)
    assert fresh(map).is_dirty
    jobs.count_changed()
    run_due(at=at + timedelta(minutes=5))
    assert not fresh(map).is_dirty
    assert fresh(map).participants_count == 41


def test_anyone_can_count_again(map, chloe, at, tmp_path, capsys):
    counted(map, at)
    answer(map, 1, AGREE, at)
    hidden = Statement.objects.get(map=map, number=3)
    actions.decide(map=map, statements=[hidden.pk], person=chloe, accept=False, reason="beside", at=at)
    actions.count_now(map=map, at=at)
    for name in ("result.json", "previous.json", "participants-votes.csv"):
        (tmp_path / name).write_text("".join(exports.FILES[name][0](map)))
    files = [str(tmp_path / name) for name in ("result.json", "participants-votes.csv")]
    assert main(["check", *files, "--previous", str(tmp_path / "previous.json")]) == 0
    changed = (tmp_path / "participants-votes.csv").read_text().replace(",1,1,", ",1,-1,", 1)
    (tmp_path / "participants-votes.csv").write_text(changed)
    assert main(["check", *files, "--previous", str(tmp_path / "previous.json")]) == 1


def test_files_go_out_and_come_back(map, alice, chloe, at):
    counted(map, at)
    row = actions.state(map=map, person=alice, text="Ce texte ne sera pas publié.", at=at)
    actions.decide(map=map, statements=[row.pk], person=chloe, accept=False, reason="beside", at=at)
    files = {name: "".join(write(map)).encode() for name, (write, _kind, _by_number) in exports.FILES.items()}
    assert b"ne sera pas" not in b"".join(files.values())
    assert b"ne sera pas" in "".join(exports.comments(map, whole=True)).encode()
    assert files["summary.csv"].decode().splitlines()[2] == "voters,40"
    assert files["comment-groups.csv"].decode().startswith("comment-id,comment,total-votes,")
    for name in ("participants-votes.csv", "votes.csv"):
        other = OpinionMap.objects.select_related("component__process").get(
            component=ready_component("opinion", at=at, verbs=("vote",), title=f"Repris de {name}")
        )
        assert actions.take_files(map=other, person=None, comments=files["comments.csv"], votes=files[name], at=at) == (8, 320)
        actions.count_now(map=other, at=at)
        ours, theirs = (Count.objects.get(map=one).result["statements"] for one in (map, other))
        assert [one["by_group"] for one in ours if one["id"] in {each["id"] for each in theirs}] == [one["by_group"] for one in theirs]
        with pytest.raises(Refused):
            actions.take_files(map=other, person=None, comments=files["comments.csv"], votes=None, at=at)


@pytest.mark.parametrize(
    ("comments", "votes"),
    [
        (b"a,b\n1,2\n", None),
        (b"comment-id,comment-body\nx,Bonjour\n", None),
        (b"comment-id,comment-body\n1,Un\n1,Deux\n", None),
        (b"comment-id,comment-body\n1,\xff\n", None),
        (b"comment-id,comment-body\n", None),
        (b"comment-id,comment-body\n1,Un\n", b"participant,1\n7,9\n"),
        (b"comment-id,comment-body\n1,Un\n", b"voter-id,comment-id,vote\n1,1,4\n"),
    ],
)
def test_a_file_that_cannot_be_understood_changes_nothing(component, at, comments, votes):
    map = OpinionMap.objects.get(component=component)
    with pytest.raises(BadFile):
        actions.take_files(map=map, person=None, comments=comments, votes=votes, at=at)
    assert not Statement.objects.exists()
    assert not Participant.objects.exists()


def test_the_archive_has_her_answers_and_leaving_cuts_the_link(map, alice, at):
    answer(map, 1, AGREE, at, person=alice)
    actions.state(map=map, person=alice, text="La fontaine doit couler de nouveau.", at=at)
    holder = personal_data["opinions"]
    assert len(list(holder.export(alice))) == 2
    holder.erase(alice, at)
    assert list(holder.export(alice)) == []
    assert Vote.objects.count() == 1
    assert Participant.objects.get().key is None
    assert Statement.objects.get(number=9).voice is None


def test_ninety_days_after_the_end_nothing_leads_to_anybody(map, at):
    answer(map, 1, AGREE, at)
    assert actions.forget_keys(at=at + timedelta(days=100)) == 0  # over for seventy days
    assert actions.forget_keys(at=at + timedelta(days=125)) == 1
    assert not Participant.objects.exclude(key=None).exists()


def test_answers_are_taken_back_until_the_end(map, manager, at):
    row = answer(map, 1, AGREE, at)
    map = actions.halt(map=map, person=manager, act="close", at=at)
    with pytest.raises(Refused):
        actions.take_back(map=map, participant=row)
    actions.take_back(map=actions.halt(map=map, person=manager, act="reopen", at=at), participant=row)
    assert not Vote.objects.exists()


def test_the_outcome_is_told_once(map, alice, bob, manager, chloe, at):
    row = actions.state(map=map, person=alice, text="La fontaine doit couler de nouveau.", at=at)
    actions.decide(map=map, statements=[row.pk], person=chloe, accept=True, at=at)
    with pytest.raises(Refused):
        actions.conclude(map=map, person=manager, base_version=0, text=" ", at=at)
    actions.conclude(map=map, person=manager, base_version=0, text="On plante **cent** arbres.", at=at)
    actions.conclude(map=map, person=manager, base_version=1, text="On plante deux cents arbres.", at=at)
    run_due(at=at + timedelta(days=1))
    told = Notification.objects.filter(kind__startswith="opinions:concluded").values_list("account_id", flat=True)
    assert list(told) == [alice.pk]
    assert Entry.objects.filter(kind="opinion_map_concluded").count() == 1
    assert Happening.objects.filter(origin=f"opinions-concluded-{map.pk}").count() == 1


def test_moderation_hides_a_statement_from_everything(map, at):
    counted(map, at)
    row = Statement.objects.get(map=map, number=2)
    subject_kinds["statement"].set_hidden(row.pk, True)
    assert not subject_kinds["statement"].cards([row.pk])[row.pk].is_public
    assert 2 not in {line["number"] for line in reading.results(map)["gathers"]}
    with pytest.raises(Refused):
        answer(map, 2, AGREE, at)
    actions.count_now(map=map, at=at)
    assert Count.objects.get(map=map).result["parameters"]["out"] == ["2"]
    assert row.text not in "".join(exports.comments(map))


def test_the_next_card_is_drawn_by_priority():
    deck = ((1, 1, "a", 3.0, ""), (2, 2, "b", 1.0, ""), (3, 3, "c", 0.0, ""))
    drawn = [reading.drawn(deck, set(), n / 100) for n in range(100)]
    assert (drawn.count(0), drawn.count(1)) == (75, 25)
    assert reading.drawn(deck, {1, 2}, 0.5) == 2
    assert reading.drawn(deck, {1, 2, 3}, 0.5) is None


def test_a_copy_takes_the_statements_of_the_team_alone(component, map, alice, chloe, at):
    row = actions.state(map=map, person=alice, text="La fontaine doit couler de nouveau.", at=at)
    actions.decide(map=map, statements=[row.pk], person=chloe, accept=True, at=at)
    other = component.__class__.objects.create(process=component.process, kind="opinion", title="Deux", position=9)
    kind = component_types["opinion"]
    kind.set_up(other)
    kind.copy(component, other)
    assert OpinionMap.objects.get(component=other).statements_count == 8
    assert contributions["opinion"].search(component, "fontaine")[0].title == row.text
    (table,) = kind.results(component)
    assert len(list(table.rows)) == 9


def test_the_demonstration_shows_three_groups(db, at, citizen_and_moderator):
    demo.fill(at)
    found = reading.results(OpinionMap.objects.select_related("component__process").get())
    assert len(found["groups"]) == 3
    assert found["gathers"]
    assert found["divides"]
    assert found["unsure"]
    assert Statement.objects.waiting().count() == 1


@pytest.fixture
def citizen_and_moderator(make_person):
    return [make_person("Citoyenne", email=demo.CITIZEN), make_person("Modératrice", "moderator", email=demo.MODERATOR)]
