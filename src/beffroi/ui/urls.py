from django.urls import path

from beffroi.ui import gallery, views

app_name = "face"
urlpatterns = [
    path("manifest.webmanifest", views.manifest, name="manifest"),
    path("offline/", views.offline, name="offline"),
    path("gallery/", gallery.show, name="gallery"),
    path("gallery/errors/<slug:name>/", gallery.error, name="gallery_error"),
]
