"""Bands under the header of every page: an alert, the person for whom a member of staff acts.

A band that is not `personal` is shown to everybody and so must not depend on the visitor.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.safestring import SafeString

from beffroi.kernel.registry import Registry


@dataclass(frozen=True)
class Band:
    kind: str
    render: Callable[[HttpRequest], SafeString | None]
    personal: bool = False
    order: int = 50


bands: Registry[Band] = Registry("band")


def shown(request: HttpRequest, *, signed_in: bool) -> list[SafeString]:
    found = sorted(bands, key=lambda band: (band.order, band.kind))
    rendered = [band.render(request) for band in found if signed_in or not band.personal]
    return [text for text in rendered if text]
