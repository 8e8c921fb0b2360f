from django.urls import path, register_converter

from beffroi.channels.assisted import views


class ClipKind:
    regex = "video|captions"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(ClipKind, "clip_kind")

app_name = "assisted"
urlpatterns = [
    path("", views.index, name="index"),
    path("<int:pk>/", views.show, name="show"),
    path("<int:pk>/fait/", views.done, name="done"),
    path("<int:pk>/non/", views.decline, name="decline"),
    path("<int:pk>/image/<int:number>.jpg", views.picture, name="picture"),
    path("<int:pk>/<clip_kind:kind>/", views.clip, name="clip"),
    path("<int:pk>/affiche/", views.poster, name="poster"),
    path("<int:pk>/code.svg", views.code, name="code"),
    path("compte/<int:pk>/", views.duty, name="duty"),
]
