from beffroi.outreach.posts.forms.composer import Composer
from beffroi.outreach.posts.forms.post import PostForm
from beffroi.outreach.posts.forms.reusing import FillForm, HandleForm, SeriesForm, TemplateForm
from beffroi.outreach.posts.forms.small import NoteForm, SettleForm

__all__ = ["Composer", "FillForm", "HandleForm", "NoteForm", "PostForm", "SeriesForm", "SettleForm", "TemplateForm"]
