"""The tables of reports, by noun."""

from beffroi.participation.reports.models.people import Alert, PhoneCode, Questionnaire
from beffroi.participation.reports.models.reports import Photo, Report, Update
from beffroi.participation.reports.models.routing import Attribute, Category, Route, Service, Template
from beffroi.participation.reports.models.work import Sending, Stop

__all__ = [
    "Alert",
    "Attribute",
    "Category",
    "PhoneCode",
    "Photo",
    "Questionnaire",
    "Report",
    "Route",
    "Sending",
    "Service",
    "Stop",
    "Template",
    "Update",
]
