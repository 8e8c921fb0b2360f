"""Addresses of the frame: colours, manifest, service worker, offline page, gallery."""

from beffroi.kernel.routes import mount

mount("", "beffroi.ui.urls_root", localized=False, order=10)
mount("", "beffroi.ui.urls", order=60)
