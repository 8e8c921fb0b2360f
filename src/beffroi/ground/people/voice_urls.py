from django.urls import path

from beffroi.ground.people.views import voices

app_name = "voices"
urlpatterns = [path("<str:public_id>/", voices.show, name="show")]
