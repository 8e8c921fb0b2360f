"""Collects what the domains mounted (`kernel.routes`)."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import URLPattern, URLResolver

from beffroi.kernel.routes import patterns

urlpatterns: list[URLPattern | URLResolver] = patterns(localized=False)
urlpatterns += i18n_patterns(*patterns(localized=True), prefix_default_language=False)

handler403 = "beffroi.ui.views.forbidden"
handler404 = "beffroi.ui.views.not_found"
handler500 = "beffroi.ui.views.server_error"
