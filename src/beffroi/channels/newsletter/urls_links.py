"""Counted links: short, the same in every language."""

from django.urls import path

from beffroi.channels.newsletter.views import public

app_name = "newsletter_links"
urlpatterns = [path("<str:code>/", public.follow, name="follow")]
