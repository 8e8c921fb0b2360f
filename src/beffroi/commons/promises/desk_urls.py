from django.urls import path

from beffroi.commons.promises import desk_views as views

app_name = "promises_desk"

urlpatterns = [
    path("", views.policies, name="policies"),
    path("retards/", views.late, name="late"),
    path("<slug:kind>/", views.edit, name="edit"),
    path("<int:pk>/retirer/", views.end, name="end"),
]
