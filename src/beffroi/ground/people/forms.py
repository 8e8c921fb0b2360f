import re

from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from beffroi.ground.people.models import Account, Voice
from beffroi.ground.people.rights import CITIZEN, ROLES
from beffroi.ground.people.rules import must_not_imitate
from beffroi.ui.forms import Code, DateInput, Password, Textarea

NOT_A_NAME = re.compile(r"[@<>\x00-\x1f\x7f\u202a-\u202e\u2066-\u2069]|://|www\.", re.I)


class EmailField(forms.EmailField):
    def __init__(self, **kwargs) -> None:
        kwargs.setdefault("label", _("E-mail address"))
        kwargs.setdefault("widget", forms.EmailInput(attrs={"autocomplete": "email"}))
        super().__init__(max_length=254, **kwargs)

    def clean(self, value):
        return super().clean(value).lower()


class NameField(forms.CharField):
    """A public name: real or chosen, shown beside what one says."""

    def __init__(self, *, voice: Voice | None = None, **kwargs) -> None:
        self.voice = voice
        kwargs.setdefault("label", _("Public name"))
        kwargs.setdefault("help_text", _("Shown beside what you write. Your real name or a pseudonym, as you like."))
        kwargs.setdefault("widget", forms.TextInput(attrs={"autocomplete": "nickname"}))
        super().__init__(min_length=2, max_length=80, **kwargs)

    def clean(self, value):
        name = " ".join(super().clean(value).split())
        if name and NOT_A_NAME.search(name):
            raise ValidationError(_("A name has no address and no special signs."), code="not_a_name")
        refusal = must_not_imitate(name, self.voice) if name else None
        if refusal:
            raise ValidationError(str(refusal), code=refusal.code)
        return name


class SignInForm(forms.Form):
    """An address; a password only for those who have one."""

    optional_words = False

    email = EmailField()
    password = forms.CharField(label=_("Password"), required=False, max_length=200, strip=False, widget=Password())


class CodeForm(forms.Form):
    code = forms.CharField(label=_("Code of 6 digits"), max_length=20, widget=Code())

    def clean_code(self) -> str:
        digits = re.sub(r"\D", "", self.cleaned_data["code"])
        if len(digits) != 6:
            raise ValidationError(_("The code has 6 digits."), code="digits")
        return digits


class GuestForm(forms.Form):
    email = EmailField(help_text=_("We send a code to it, to make sure that it is you. It is never shown."))
    name = NameField(
        help_text=_("Shown beside what you write: your real name or a pseudonym. If you already have an account, its name stays.")
    )


class NewAccountForm(forms.Form):
    name = NameField()


class ProfileForm(forms.Form):
    name = NameField()
    about = forms.CharField(
        label=_("About you"),
        max_length=300,
        required=False,
        widget=Textarea(rows=3),
        help_text=_("Shown on your page. Leave empty to say nothing."),
    )
    language = forms.ChoiceField(label=_("Language of the e-mails that you receive"), choices=settings.LANGUAGES)

    def __init__(self, *args, account: Account, **kwargs) -> None:
        voice = account.voice
        kwargs.setdefault("initial", {"name": voice.name, "about": voice.about, "language": account.language})
        super().__init__(*args, **kwargs)
        self.fields["name"] = NameField(voice=voice)


class AvatarForm(forms.Form):
    picture = forms.FileField(
        label=_("Picture"),
        widget=forms.FileInput(attrs={"accept": "image/*"}),
        help_text=_("A square picture suits best. JPEG, PNG, WebP or HEIC, 10 MB at most."),
    )


class EmailChangeForm(forms.Form):
    email = EmailField(label=_("New e-mail address"))


class PasswordForm(forms.Form):
    password = forms.CharField(
        label=_("New password"),
        max_length=200,
        strip=False,
        widget=Password(new=True),
        help_text=_("At least 10 characters. A short sentence is easy to remember and hard to guess."),
    )

    def __init__(self, *args, account: Account, **kwargs) -> None:
        self.account = account
        super().__init__(*args, **kwargs)

    def clean_password(self) -> str:
        validate_password(self.cleaned_data["password"], self.account)
        return self.cleaned_data["password"]


class CurrentPasswordForm(forms.Form):
    password = forms.CharField(label=_("Password"), max_length=200, strip=False, widget=Password())


class RoleForm(forms.Form):
    role = forms.ChoiceField(label=_("Role"), choices=[(role, label) for role, label in ROLES.items() if role != CITIZEN])
    until = forms.DateField(
        label=_("Until (last day)"),
        required=False,
        widget=DateInput(),
        help_text=_("Empty: without end. For an adviser from outside, give a date."),
    )

    def clean_until(self):
        day = self.cleaned_data["until"]
        if day and day < timezone.localdate():
            raise ValidationError(_("This day is already past."), code="past")
        return day


class SearchForm(forms.Form):
    q = forms.CharField(label=_("Full e-mail address, or public name"), max_length=254, min_length=2)


class RegisterForm(forms.Form):
    name = NameField(help_text=_("As the person wishes to be named in public."))
    email = EmailField(
        required=False,
        label=_("E-mail address, if there is one"),
        help_text=_("With an address the person can take over the account later."),
    )


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"),
        max_length=300,
        min_length=5,
        help_text=_("For example: at the counter, brought a paper form. It is kept and shown to the person."),
    )


class AddressForm(forms.Form):
    email = EmailField()
