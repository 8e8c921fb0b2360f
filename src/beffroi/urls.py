"""Collects what the domains mounted (`kernel.routes`)."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import URLPattern, URLResolver, include, path

from beffroi.kernel.routes import MOUNTS

_mounts = sorted(MOUNTS, key=lambda mount: mount.order)
urlpatterns: list[URLPattern | URLResolver] = [path(m.prefix, include(m.urls)) for m in _mounts if not m.localized]
urlpatterns += i18n_patterns(*[path(m.prefix, include(m.urls)) for m in _mounts if m.localized], prefix_default_language=False)

handler403 = "beffroi.ui.views.forbidden"
handler404 = "beffroi.ui.views.not_found"
handler500 = "beffroi.ui.views.server_error"
