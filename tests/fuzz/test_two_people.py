"""Two people open the same form; both save. Nobody's words are lost: the second reads both texts, and decides."""

import html

import pytest
from django.test import Client
from django.urls import reverse
from fuzz.forms import Forms

from beffroi.ground.people.models import Account
from beffroi.ground.people.testing import sign_in
from beffroi.outreach.posts.models import Post
from beffroi.participation.accountability.models import Decision
from beffroi.participation.debates.models import Debate
from beffroi.participation.proposals.models import Answer, Proposal
from beffroi.participation.spaces.models import Process

pytestmark = pytest.mark.slow
FIRST, SECOND = "Le texte de la première personne, long comme il faut.", "Le texte de la seconde personne, tout aussi long."


def pages() -> dict[str, tuple[str, str, str, str]]:
    """What is edited: (address, name of the field, who, who else)."""
    post = Post.objects.filter(state=Post.DRAFT).first()
    process = Process.objects.get(slug="chemins-de-l-ecole")
    decision = Decision.objects.select_related("component").first()
    debate = Debate.objects.select_related("component").first()
    answer = Answer.objects.select_related("proposal__component").first()
    proposal = (
        Proposal.objects.select_related("component__process", "voice__account")
        .filter(component__process=process, in_list=True, answered_at=None)
        .first()
    )
    author = proposal.voice.account.email
    manager, admin, mayor = (f"{name}@clairbourg.example" for name in ("communication", "admin", "maire"))
    at_desk = [answer.proposal.component.process_id, answer.proposal.component_id, answer.proposal_id]
    return {
        "post": (reverse("posts:edit", args=[post.pk]), "text", manager, manager),
        "process": (reverse("spaces_desk:texts", args=[process.pk]), "text", manager, admin),
        "decision": (
            reverse("accountability_desk:edit", args=[decision.component.process_id, decision.component_id, decision.pk]),
            "text",
            manager,
            admin,
        ),
        "debate": (reverse("debates_desk:desk", args=[debate.component.process_id, debate.component_id]), "text", manager, admin),
        "answer": (reverse("proposals_desk:study", args=at_desk), "text", manager, mayor),
        "proposal": (reverse("proposals:edit", args=[process.slug, proposal.component_id, proposal.pk]), "text", author, author),
    }


def form_of(client: Client, address: str, field: str) -> dict:
    """The form as this person sees it now: that which knows the version it began from."""
    page = client.get(address)
    assert page.status_code == 200, f"{address}: {page.status_code}"
    found = [form for form in Forms(page.content.decode()).found if field in form["data"] and form["method"] == "post"]
    form = max(found, key=lambda form: len(form["data"]))
    form["action"] = form["action"] or address
    return form


def test_nobodys_words_are_lost(clairbourg):
    wrong = []
    for name, (address, field, one, other) in pages().items():
        first, second = (sign_in(Client(), Account.objects.get(email=email)) for email in (one, other))
        mine, theirs = form_of(first, address, field), form_of(second, address, field)
        saved = first.post(mine["action"], {**mine["data"], field: FIRST})
        if saved.status_code != 302:
            wrong.append(f"{name}: the first cannot save ({saved.status_code})")
            continue
        late = second.post(theirs["action"], {**theirs["data"], field: SECOND})
        if late.status_code == 302:
            wrong.append(f"{name}: the second overwrites the first")
            continue
        text = html.unescape(late.content.decode())
        if SECOND not in text:
            wrong.append(f"{name}: the second loses what was typed")
        if "première" not in text:
            wrong.append(f"{name}: the second does not see the text of the first")
    assert not wrong, "\n".join(wrong)
