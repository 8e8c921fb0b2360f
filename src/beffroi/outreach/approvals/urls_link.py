from django.urls import path

from beffroi.outreach.approvals import views

app_name = "approval_link"
urlpatterns = [path("<str:token>/", views.by_token, name="show")]
