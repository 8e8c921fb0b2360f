"""What an alert says on the commune's own channels."""

from datetime import timedelta

import pytest
from beffroi_pytest import NOON

from beffroi.channels.base import actions as channels
from beffroi.channels.site.models import Article
from beffroi.kernel import clock, jobs
from beffroi.kernel.models import Job
from beffroi.outreach.alerts import actions
from beffroi.outreach.approvals.models import Approval

pytestmark = pytest.mark.django_db


@pytest.fixture
def make_alert(validator, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOON)

    def make(accounts, **more):
        values = {"headline": "Crue de l’Ance", "happens": "Elle monte.", "steps": "Montez à l’étage.", "onset": NOON}
        values |= {"expires": NOON + timedelta(hours=6), **more}
        alert = actions.draft(hazard="flood", values=values, author=validator, at=NOON, accounts=accounts)
        actions.issue(alert=alert, person=validator, at=NOON)
        return alert

    return make


def test_the_channels_say_it_too_by_the_right_to_issue(make_alert, validator):
    """The commune's own site stands for every channel: the post is approved by rule, goes out once for each message, and an exercise never."""
    account = channels.connect(kind="site", name="Site")
    make_alert([account], is_exercise=True)
    alert = make_alert([account])
    jobs.run_due(at=NOON)
    article = Article.objects.get()
    assert article.title.endswith(alert.headline)
    assert "Montez à l’étage." in article.text
    assert Approval.objects.get().state == Approval.APPROVED
    actions.update(alert=alert, person=validator, changes={}, note="Elle monte encore.", at=NOON)
    jobs.run_due(at=NOON)
    Job.objects.update(done_at=None, claimed_at=None)
    jobs.run_due(at=NOON)
    assert Article.objects.count() == 2
