from django.urls import path, re_path

from beffroi.channels.fediverse.views import actors, discovery, inbox

app_name = "fediverse"
urlpatterns = [
    path(".well-known/webfinger", discovery.webfinger, name="webfinger"),
    path(".well-known/nodeinfo", discovery.nodeinfo_links, name="nodeinfo_links"),
    re_path(r"^nodeinfo/(?P<version>2\.[01])$", discovery.nodeinfo, name="nodeinfo"),
    path("federation/actor", actors.instance, name="instance"),
    path("federation/inbox", inbox.inbox, name="shared_inbox"),
    path("federation/actor/inbox", inbox.inbox, name="instance_inbox"),
    path("federation/o/<uuid:token>", actors.publication, name="publication"),
    path("federation/o/<uuid:token>/rich", actors.rich, name="rich"),
    re_path(
        r"^federation/o/(?P<token>[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/(?P<name>replies|likes|shares)$",
        actors.counted,
        name="counted",
    ),
    path("federation/quotes/<uuid:token>", actors.stamp, name="stamp"),
    path("federation/activities/<uuid:token>", actors.activity, name="activity"),
    path("@<str:username>/inbox", inbox.inbox, name="inbox"),
    path("@<str:username>/outbox", actors.outbox, name="outbox"),
    path("@<str:username>/followers", actors.followers, name="followers"),
    path("@<str:username>/following", actors.following, name="following"),
    path("@<str:username>/featured", actors.featured, name="featured"),
    path("@<str:username>/moderators", actors.moderators, name="moderators"),
    path("@<str:username>", actors.actor, name="actor"),
]
