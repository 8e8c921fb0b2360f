from beffroi.outreach.pages.models.competences import Competence, Institution
from beffroi.outreach.pages.models.feeds import FeedEntry, FeedSource, WidgetSettings
from beffroi.outreach.pages.models.files import FileVersion, PublishedFile
from beffroi.outreach.pages.models.page import Opinion, Page, PageVersion, Proposal
from beffroi.outreach.pages.models.requests import Attachment, ServiceRequest
from beffroi.outreach.pages.models.trails import Trail, TrailStop

__all__ = [
    "Attachment",
    "Competence",
    "FeedEntry",
    "FeedSource",
    "FileVersion",
    "Institution",
    "Opinion",
    "Page",
    "PageVersion",
    "Proposal",
    "PublishedFile",
    "ServiceRequest",
    "Trail",
    "TrailStop",
    "WidgetSettings",
]
