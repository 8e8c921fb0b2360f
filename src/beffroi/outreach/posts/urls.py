from django.urls import path

from beffroi.outreach.posts import views

app_name = "posts"
urlpatterns = [
    path("", views.index, name="index"),
    path("new/", views.new, name="new"),
    path("preview/", views.preview, name="preview_new"),
    path("autosave/", views.autosave, name="autosave_new"),
    path("discard/", views.discard, name="discard_new"),
    path("templates/", views.templates, name="templates"),
    path("templates/install/", views.install, name="install"),
    path("templates/new/", views.edit_template, name="new_template"),
    path("templates/<int:pk>/", views.template, name="template"),
    path("templates/<int:pk>/edit/", views.edit_template, name="edit_template"),
    path("templates/<int:pk>/approve/", views.approve_template, name="approve_template"),
    path("templates/<int:pk>/retire/", views.retire_template, name="retire_template"),
    path("repeated/", views.series, name="series"),
    path("repeated/<int:pk>/confirm/", views.confirm_series, name="confirm_series"),
    path("repeated/<int:pk>/stop/", views.stop_series, name="stop_series"),
    path("rights/", views.rights, name="rights"),
    path("names/", views.handles, name="handles"),
    path("names/<int:pk>/", views.handles, name="handle"),
    path("names/<int:pk>/forget/", views.forget_handle, name="forget_handle"),
    path("<int:pk>/", views.show, name="show"),
    path("<int:pk>/edit/", views.edit, name="edit"),
    path("<int:pk>/preview/", views.preview, name="preview"),
    path("<int:pk>/autosave/", views.autosave, name="autosave"),
    path("<int:pk>/discard/", views.discard, name="discard"),
    path("<int:pk>/kit/", views.make_kit, name="make_kit"),
    path("<int:pk>/copy/", views.copy, name="copy"),
    path("<int:pk>/repeat/", views.repeat, name="repeat"),
    path("<int:pk>/submit/", views.submit, name="submit"),
    path("<int:pk>/note/", views.note, name="note"),
    path("<int:pk>/withdraw/", views.withdraw, name="withdraw"),
    path("<int:pk>/deliveries/<int:delivery>/retry/", views.retry, name="retry"),
    path("<int:pk>/deliveries/<int:delivery>/settle/", views.settle, name="settle"),
]
