from django.urls import path

from beffroi.outreach.origins import views

app_name = "origins"
urlpatterns = [path("<slug:key>/", views.origin, name="origin")]
