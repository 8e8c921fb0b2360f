from django.urls import path

from beffroi.sites.portal import machines

app_name = "machines"
urlpatterns = [
    path("robots.txt", machines.robots, name="robots"),
    path("sitemap.xml", machines.sitemap_index, name="sitemap"),
    path("sitemap-<slug:kind>.xml", machines.sitemap, name="sitemap-section"),
    path(".well-known/security.txt", machines.security, name="security"),
    path("registre.json", machines.ledger_head, name="ledger-head"),
]
