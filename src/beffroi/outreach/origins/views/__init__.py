from beffroi.outreach.origins.views.desk import index, let_stand, lift, put_back, refused, settings
from beffroi.outreach.origins.views.public import origin

__all__ = ["index", "let_stand", "lift", "origin", "put_back", "refused", "settings"]
