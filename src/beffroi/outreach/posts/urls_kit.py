from django.urls import path

from beffroi.outreach.posts.views.kits import kit

app_name = "posts_kit"
urlpatterns = [path("<str:token>/", kit, name="kit")]
