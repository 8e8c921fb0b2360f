from django.urls import re_path

from beffroi.ground.media import views

app_name = "media"
urlpatterns = [
    re_path(
        r"^images/(?P<first>[0-9a-f]{2})/(?P<rest>[0-9a-f]{30})/(?P<name>[0-9a-z-]{1,40})\.(?P<kind>webp|avif)$",
        views.picture,
        name="picture",
    ),
    re_path(
        r"^videos/(?P<first>[0-9a-f]{2})/(?P<rest>[0-9a-f]{30})/(?P<name>[0-9]{1,5}(?:_[0-9A-Za-z]{1,12})?)\.(?P<kind>mp4|webp)$",
        views.video,
        name="video",
    ),
    re_path(r"^videos/(?P<pk>[0-9]{1,18})\.vtt$", views.captions, name="captions"),
    re_path(r"^documents/(?P<first>[0-9a-f]{2})/(?P<rest>[0-9a-f]{30})\.(?P<kind>[a-z]{3,4})$", views.document, name="document"),
]
