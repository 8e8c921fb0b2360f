from django.urls import path

from beffroi.channels.base.views import accounts, heard, wizard

app_name = "channels"
urlpatterns = [
    path("", accounts.index, name="index"),
    path("connecter/", accounts.choose, name="choose"),
    path("connecter/<str:kind>/", wizard.connect, name="connect"),
    path("connecter/<str:kind>/retour/", wizard.back, name="back"),
    path("lequel/<str:state>/", wizard.which, name="which"),
    path("messages/", heard.index, name="heard"),
    path("messages/<int:pk>/moderer/", heard.open_case, name="open_case"),
    path("messages/<int:pk>/agir/", heard.act, name="act"),
    path("<int:pk>/", accounts.account, name="account"),
    path("<int:pk>/essayer/", accounts.test, name="test"),
    path("<int:pk>/pause/", accounts.pause, name="pause"),
    path("<int:pk>/deconnecter/", accounts.close, name="close"),
]
