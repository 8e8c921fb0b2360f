"""A town whose networks stand on this machine (PEERS: JSON of their addresses)."""

import json
import os

from beffroi.settings import *  # noqa: F403
from beffroi.settings import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "kill_town.publishing.Publishing"]
DEBUG = True  # test peers are let through on no real town
PEERS = json.loads(os.environ["PEERS"])
OUTGOING_ALLOW = [address.partition("//")[2] for address in PEERS.values()]
