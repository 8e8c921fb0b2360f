from beffroi.outreach.origins.views.desk import index, let_stand, put_back, settings
from beffroi.outreach.origins.views.public import origin

__all__ = ["index", "let_stand", "origin", "put_back", "settings"]
