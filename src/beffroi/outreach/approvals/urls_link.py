from django.urls import path

from beffroi.outreach.approvals import views

app_name = "approval_link"
urlpatterns = [
    path("lettre/<str:token>/", views.letter, name="letter"),
    path("lettre/<str:token>/<int:pk>/", views.from_letter, name="from_letter"),
    path("<str:token>/", views.by_token, name="show"),
]
