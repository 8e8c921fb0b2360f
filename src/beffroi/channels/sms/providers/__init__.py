"""Providers of text messages: OVHcloud, and any other with an HTTP door."""

from beffroi.channels.sms.providers.base import Provider
from beffroi.channels.sms.providers.generic import Generic
from beffroi.channels.sms.providers.ovh import Ovh

PROVIDERS: dict[str, Provider] = {provider.kind: provider for provider in (Ovh(), Generic())}

__all__ = ["PROVIDERS", "Provider"]
