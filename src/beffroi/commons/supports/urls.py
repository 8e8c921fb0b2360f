from django.urls import path

from beffroi.commons.supports import views

app_name = "supports"
urlpatterns = [
    path("<str:about>/", views.support, name="support"),
    path("<str:about>/retirer/", views.withdraw, name="withdraw"),
    path("<str:about>/suivre/", views.follow, name="follow"),
    path("<str:about>/ne-plus-suivre/", views.unfollow, name="unfollow"),
    path("<str:about>/avis/", views.react, name="react"),
    path("<str:about>/qui/", views.supporters, name="supporters"),
]
