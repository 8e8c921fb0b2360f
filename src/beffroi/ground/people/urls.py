"""/compte/…: coming in and one's own account. Names without a prefix are those that allauth looks for."""

from django.urls import path

from beffroi.ground.people.views import account, doors, factors, guests

app_name = "people"
urlpatterns = [
    path("", account.home, name="home"),
    path("portrait/", account.avatar, name="avatar"),
    path("securite/", account.security, name="security"),
    path("securite/adresse/", account.email, name="email"),
    path("securite/mot-de-passe/", account.password, name="password"),
    path("securite/appareils/", account.close_session, name="close_session"),
    path("securite/second-facteur/", factors.step_up, name="step_up"),
    path("code/<str:key>/", doors.code, name="code"),
    path("code/<str:key>/encore/", doors.code_again, name="code_again"),
    path("lien/<str:link>/", doors.link, name="link"),
    path("nouveau/", doors.new_account, name="new"),
    path("quitter/", doors.sign_out_page, name="sign_out"),
    path("contribution/<str:key>/", guests.guest, name="guest"),
    path("contribution/<str:key>/oublier/", guests.drop, name="guest_drop"),
]
