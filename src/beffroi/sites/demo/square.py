"""What people did on the public square for a year: processes, proposals, debates, answers, decisions."""

from datetime import date, datetime, timedelta
from typing import Any

from beffroi.commons.conversations import actions as conversations
from beffroi.commons.conversations.models import Message
from beffroi.commons.supports import actions as supports
from beffroi.commons.topics import actions as topics
from beffroi.ground.people.models import Voice
from beffroi.kernel.subjects import Subject
from beffroi.participation.accountability.actions import council, decisions
from beffroi.participation.accountability.models import Decision, Representative
from beffroi.participation.debates import actions as debates
from beffroi.participation.debates.models import Debate
from beffroi.participation.proposals import actions as proposals
from beffroi.participation.proposals.models import Proposal
from beffroi.participation.resources import actions as resources
from beffroi.participation.spaces import actions as spaces
from beffroi.participation.spaces.actions.phases import Stretch, tell_due_phases
from beffroi.participation.spaces.models import Component, Process
from beffroi.sites.demo import actions
from beffroi.sites.demo.past import Past, content, person, processes

TEXTS = (
    "slug",
    "title",
    "question",
    "summary",
    "drawing",
    "who_decides",
    "what_can_change",
    "who_may_take_part",
    "how_binding",
    "contact",
    "text",
    "place",
)
KINDS = {"explanation": "text", "figure": "figure", "faq": "question"}
MAYOR = "maire@clairbourg.example"


def fill_processes(at: datetime) -> None:
    past, before = Past(at), actions.last_job()
    made = {data["slug"]: Square(past, data) for data in processes()}
    for square in made.values():
        square.live()
    for square in made.values():
        square.finish()
    fill_council(past, {key: decision for square in made.values() for key, decision in square.decisions.items()})
    actions.forget_jobs(after=before)


class Square:
    """One process of the demonstration, from its file."""

    def __init__(self, past: Past, data: dict[str, Any]) -> None:
        self.past, self.data = past, data
        self.proposals: dict[str, Proposal] = {}
        self.said: dict[str, Message] = {}
        self.decisions: dict[str, Decision] = {}
        self.process, self.components = self._prepare()

    def _prepare(self) -> tuple[Process, dict[str, Component]]:
        data, begins = self.data, min(phase["from"] for phase in self.data["phases"])
        with self.past.at(min(begins, 0) - 6) as then:
            texts = {name: data[name].strip() for name in TEXTS if name in data}
            where = {"longitude": data["lon"], "latitude": data["lat"]} if "lon" in data else {}
            process = spaces.create(person=None, at=then, **texts, **where)
            stretches = [self._stretch(phase) for phase in data["phases"]]
            phases = spaces.save_phases(process=process, person=None, seen=0, stretches=stretches, at=then)
            components = {
                part["key"]: spaces.add_component(
                    process=process,
                    person=None,
                    kind=part["kind"],
                    title=part["title"],
                    intro=part.get("intro", ""),
                    at=then,
                    published=True,
                )
                for part in data["components"]
            }
            wanted = [
                (phase.pk, components[key].pk, verb)
                for phase, said in zip(phases, data["phases"], strict=True)
                for key, verbs in said.get("open", {}).items()
                for verb in verbs
                if key != "resources"
            ]
            process.refresh_from_db()
            spaces.set_openings(process=process, person=None, seen=process.edits, wanted=wanted, at=then)
            for row in data.get("resources", []):
                self._read(components["resources"], row, then)
            process.refresh_from_db()
            process = spaces.publish(process=process, person=None, at=then, told=False)
        return process, {key: Component.objects.select_related("process").get(pk=component.pk) for key, component in components.items()}

    def _stretch(self, phase: dict[str, Any]) -> Stretch:
        end = self.past.start(phase["to"]) if "to" in phase else None
        return Stretch(None, phase["title"], phase["summary"], self.past.start(phase["from"]), end)

    def _read(self, component: Component, row: dict[str, Any], then: datetime) -> None:
        manager = person("communication@clairbourg.example")
        text = row["text"].strip()
        if row["kind"] == "term":
            resources.save_term(component=component, person=manager, word=row["title"], meaning=text, others="")
        elif row["kind"] == "easy":
            fields = {"title": "De quoi s’agit-il ?", "text": self.data["summary"], "easy_text": text}
            resources.add_resource(component=component, person=manager, kind="about", fields=fields, at=then)
        elif row["kind"] == "figure":
            fields = {"title": text, "figure": row["title"]}
            resources.add_resource(component=component, person=manager, kind="figure", fields=fields, at=then)
        else:
            fields = {"title": row["title"], "text": text}
            resources.add_resource(component=component, person=manager, kind=KINDS[row["kind"]], fields=fields, at=then)

    def live(self) -> None:
        """Everything in the order of time, so that every rule is met at its moment."""
        acts: list[tuple[float, int, Any]] = []
        for phase in self.data["phases"]:
            acts += [
                (day, 0, lambda then: tell_due_phases(at=then)) for day in (phase["from"] + 0.05, phase.get("to", 999) + 0.05) if day <= 0
            ]
        for row in self.data.get("proposals", []):
            acts.append((row["day"], 1, lambda then, row=row: self._propose(row, then)))
            acts += [(c["day"], 2, lambda then, row=row, c=c: self._comment(row, c, then)) for c in row.get("comments", [])]
            if "answer" in row:
                acts.append((row["answer"]["day"], 3, lambda then, row=row: self._answer(row, then)))
        if "debate" in self.data:
            self._open_debate()
            acts += [(c["day"], 2, lambda then, c=c: self._contribute(c, then)) for c in self.data["debate"]["contributions"]]
        for day, _order, act in sorted(acts, key=lambda entry: entry[:2]):
            with self.past.at(day) as then:
                act(then)

    def _propose(self, row: dict[str, Any], then: datetime) -> None:
        component = self.components["proposals"]
        fields = {"title": row["title"], "text": row["text"].strip(), "place": row.get("address", ""), "topic": row["topics"][0]}
        fields |= {"longitude": row["lon"], "latitude": row["lat"]} if "lon" in row else {}
        found = proposals.propose(component=component, person=person(row["by"]), fields=fields, at=then)
        topics.tag(subject=Subject("proposal", found.pk), names=row["topics"])
        self.proposals[row["key"]] = found
        self._support(Subject("proposal", found.pk), row["supports"], then, but=row["by"])

    def _support(self, subject: Subject, many: int, then: datetime, but: str = "") -> None:
        """Neighbours by lot stand behind it; what came in the year came in through this site."""
        voices = list(Voice.objects.filter(account__isnull=False).exclude(name=but).order_by("pk"))
        some = self.past.chance.sample(voices, min(many, len(voices)))
        supports.many_support_from_elsewhere(subject=subject, voices=some, at=then, origin_channel="")

    def _comment(self, row: dict[str, Any], said: dict[str, Any], then: datetime) -> None:
        subject = Subject("proposal", self.proposals[row["key"]].pk)
        self._say(subject, said, then)

    def _say(self, subject: Subject, said: dict[str, Any], then: datetime) -> Message:
        message = conversations.send(
            subject=subject,
            person=person(said["by"]),
            text=said["text"],
            at=then,
            stance=said.get("stance", ""),
            is_official=said.get("official", False),
        )
        for number, reply in enumerate(said.get("replies", [])):
            later = min(then + timedelta(hours=2 + number), self.past.today - timedelta(minutes=4 - number))
            conversations.send(subject=subject, person=person(reply["by"]), text=reply["text"], at=later, parent=message)
        return message

    def _answer(self, row: dict[str, Any], then: datetime) -> None:
        said, proposal = row["answer"], self.proposals[row["key"]]
        wanted = {"accepted": "positive", "rejected": "negative", "evaluating": "open"}[said["state"]]
        state = proposal.component.proposal_states.filter(counts_as=wanted).order_by("position")[0]
        who = person(said["by"])
        proposals.answer(
            proposal=proposal, person=who, state=state, text=said["text"], at=then, signatories=[(who.voice.name, who.voice.badge)]
        )

    def _open_debate(self) -> None:
        said, component = self.data["debate"], self.components["debate"]
        debate = Debate.objects.get(component=component)
        with self.past.at(min(contribution["day"] for contribution in said["contributions"]) - 3) as then:
            debates.edit(
                debate=debate,
                person=person(MAYOR),
                base_version=0,
                at=then,
                question=said["question"],
                text=said["text"].strip(),
                has_sides=True,
            )

    def _contribute(self, said: dict[str, Any], then: datetime) -> None:
        debate = Debate.objects.get(component=self.components["debate"])
        message = self._say(Subject("debate", debate.pk), said, then)
        self.said[said["by"]] = message
        self._support(Subject("message", message.pk), said["supports"], then, but=said["by"])

    def finish(self) -> None:
        """What the team wrote afterwards: results of phases, the outcome, the summary, the decisions."""
        for phase, said in zip(self.process.phases.order_by("position"), self.data["phases"], strict=True):
            if said.get("result"):
                with self.past.at(min(said["to"], 0)) as then:
                    spaces.write_result(phase=phase, person=None, result=said["result"], at=then)
        if "outcome" in self.data:
            self.process.refresh_from_db()
            with self.past.at(-4) as then:
                spaces.edit(process=self.process, person=None, seen=self.process.edits, changes={"outcome": self.data["outcome"]}, at=then)
        said = self.data.get("debate", {})
        if "conclusion" in said:
            debate = Debate.objects.get(component=self.components["debate"])
            with self.past.at(said["conclusion_day"]) as then:
                debates.conclude(
                    debate=debate, person=person(MAYOR), base_version=debate.revisions.count(), text=said["conclusion"].strip(), at=then
                )
        for row in self.data.get("decisions", []):
            self._decide(row)

    def _decide(self, row: dict[str, Any]) -> None:
        today, mayor = self.past.today.date(), person(MAYOR)
        content = {
            "title": row["title"], "text": row["text"].strip(), "reasons": row["reasons"].strip(), "decided_by": row["decided_by"],
            "decided_on": today + timedelta(days=row["day"]), "reference": row.get("reference", ""), "state": "decided", "progress": 0,
            "starts_on": _day(today, row.get("starts")), "ends_on": _day(today, row.get("ends")), "budget": row.get("budget"),
            "spent": row.get("spent"), "longitude": row.get("lon"), "latitude": row.get("lat"), "address": row.get("address", ""),
        }  # fmt: skip
        parent = self.decisions.get(row.get("parent", ""))
        with self.past.at(row["day"]) as then:
            sources = [self._source(source) for source in row.get("sources", [])]
            decision = decisions.write(
                component=self.components["decisions"], person=mayor, at=then, content=content, sources=sources, parent=parent
            )
            decision = decisions.publish(decision=decision, person=mayor, at=then)
            self._support(Subject("decision", decision.pk), row.get("supports", 0), then)
        last = {
            "state": row["state"],
            "progress": row["progress"],
            "title": "Le chantier avance",
            "text": "",
            "day": min(row["day"] + 20, -1),
        }
        for news in row.get("updates", []) or ([last] if row["state"] != "decided" and not self._has_parts(row) else []):
            with self.past.at(news["day"]) as then:
                decisions.tell_news(
                    decision=decision, person=mayor, at=then, happened_on=today + timedelta(days=news["day"]), title=news["title"],
                    text=news["text"], state=news["state"], progress=news["progress"],
                )  # fmt: skip
        self.decisions[row["key"]] = decision

    def _has_parts(self, row: dict[str, Any]) -> bool:
        return any(other.get("parent") == row["key"] for other in self.data["decisions"])

    def _source(self, text: str) -> decisions.Taken:
        kind, name, *more = text.split(":")
        subject = Subject("message", self.said[name].pk) if kind == "debate" else Subject("proposal", self.proposals[name].pk)
        return decisions.Taken(subject, more[0] if more else "all")


def _day(today: date, days: int | None) -> date | None:
    return None if days is None else today + timedelta(days=days)


def fill_council(past: Past, made: dict[str, Decision]) -> None:
    data, admin = content("town"), person("communication@clairbourg.example")
    today, known = past.today.date(), {}
    for position, row in enumerate(data["representatives"]):
        voice = Voice.objects.filter(account__isnull=False, name=row["name"]).first()
        about = {
            "name": row["name"],
            "mandate": row["mandate"],
            "group": row["group"],
            "about": row["about"],
            "position": position,
            "voice": voice,
        }
        with past.at(-345) as then:
            known[row["name"]] = council.save_representative(person=admin, at=then, content=about)
    for row in data["commitments"]:
        with past.at(row["made"]) as then:
            promise = {
                "text": row["text"], "made_on": today + timedelta(days=row["made"]), "due_on": today + timedelta(days=row["due"]),
                "state": row["state"], "outcome": row.get("outcome", ""),
            }  # fmt: skip
            council.commit(person=admin, at=then, representative=known[row["representative"]], content=promise)
    for row in data["votes"]:
        with past.at(row["day"]) as then:
            said = {name: row[name] for name in ("title", "summary", "reference", "outcome")}
            said |= {"held_on": today + timedelta(days=row["day"]), "decision": made.get(row.get("decision", ""))}
            council.hold_vote(person=admin, at=then, content=said, choices={one: _choice(one, row) for one in known.values()})


def _choice(representative: Representative, row: dict[str, Any]) -> str:
    for choice in ("against", "abstained", "absent"):
        if representative.name in row[choice]:
            return choice
    return "for"
