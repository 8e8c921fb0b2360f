from beffroi.outreach.pages.forms.desk import (
    AnswerForm,
    CompetenceForm,
    EditionForm,
    FileForm,
    InstitutionForm,
    NewFileForm,
    SitesForm,
    SourceForm,
    TrailForm,
)
from beffroi.outreach.pages.forms.page import KindForm, PageForm, ReviewForm
from beffroi.outreach.pages.forms.public import OpinionForm, RequestForm

__all__ = [
    "AnswerForm",
    "CompetenceForm",
    "EditionForm",
    "FileForm",
    "InstitutionForm",
    "KindForm",
    "NewFileForm",
    "OpinionForm",
    "PageForm",
    "RequestForm",
    "ReviewForm",
    "SitesForm",
    "SourceForm",
    "TrailForm",
]
