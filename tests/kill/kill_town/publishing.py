"""Four networks for the test that kills while it publishes: two with a key, one that can be read back, one with neither.

Only time runs faster than in a real town: the lease of a delivery, the worker's heartbeat, the look for what waits.
"""

from contextlib import ExitStack
from dataclasses import replace
from datetime import timedelta

from django.apps import AppConfig
from django.conf import settings

LEASE = timedelta(seconds=6)  # still longer than the slowest call of these networks
ENDLESS = ExitStack()


class Publishing(AppConfig):
    name = "kill_town"

    def ready(self) -> None:
        from beffroi.channels.base import actions
        from beffroi.channels.base.actions import pushing
        from beffroi.channels.base.types import channels
        from beffroi.channels.bluesky.channel import Bluesky
        from beffroi.channels.facebook.channel import Facebook
        from beffroi.channels.mastodon.channel import Mastodon
        from beffroi.channels.telegram.channel import Telegram
        from beffroi.kernel import jobs, worker

        peers = settings.PEERS
        facebook = Facebook(f"{peers['facebook']}/v23.0")
        there = Mastodon(scheme="http"), Bluesky(scheme="http"), Telegram(api=peers["telegram"]), facebook
        for one in there:
            one.spacing = 0  # two hundred in half a minute: no network of the world would like it
        ENDLESS.enter_context(channels.with_more(*there))
        pushing.LEASE = actions.LEASE = LEASE
        worker.BEAT = 0.5
        name = "beffroi.channels.base.jobs.push_due_deliveries"
        jobs.TASKS[name] = replace(jobs.TASKS[name], every=timedelta(seconds=1))
