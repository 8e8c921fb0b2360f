from django.urls import path

from beffroi.participation.missions.views import desk, desk_review, desk_tasks

app_name = "missions_desk"
urlpatterns = [
    path("", desk.missions, name="desk"),
    path("nouvelle/", desk.add, name="add"),
    path("<int:mission>/", desk.edit, name="edit"),
    path("<int:mission>/questions/", desk.asked, name="asked"),
    path("<int:mission>/publier/", desk.publish, name="publish"),
    path("<int:mission>/finir/", desk.close, name="close"),
    path("<int:mission>/supprimer/", desk.delete, name="delete"),
    path("<int:mission>/contributions/", desk_review.queue, name="queue"),
    path("<int:mission>/contributions/histoire/", desk_review.story, name="story"),
    path("<int:mission>/contributions/<int:contribution>/", desk_review.review, name="review"),
    path("<int:mission>/taches/", desk_tasks.tasks, name="tasks"),
    path("<int:mission>/taches/nouvelle/", desk_tasks.add, name="add_task"),
    path("<int:mission>/taches/<int:task>/", desk_tasks.edit, name="edit_task"),
    path("<int:mission>/taches/<int:task>/annuler/", desk_tasks.cancel, name="cancel_task"),
    path("<int:mission>/taches/<int:task>/benevoles/", desk_tasks.volunteers, name="volunteers"),
]
