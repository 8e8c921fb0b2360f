from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from beffroi.ground.people.types import AccountSection, GuestAct, account_sections, guest_acts
from beffroi.ground.verification import counting
from beffroi.ground.verification.asking import HELD, offer_again, words_of
from beffroi.ground.verification.rules import CONFLICTS, COUNTER, LETTERS
from beffroi.ground.verification.types import CODE, LETTER, ROLL, Method, code_senders, methods
from beffroi.ground.verification.types import COUNTER as AT_COUNTER
from beffroi.kernel.demo import DemoPart, demo_parts
from beffroi.kernel.routes import mount
from beffroi.ui import nav
from beffroi.ui.desk import DeskTask, desk_tasks

mount("compte/verification/", "beffroi.ground.verification.urls", order=40)
mount("bureau/verification/", "beffroi.ground.verification.desk_urls")

account_sections.register(AccountSection("verification", _("Show who I am"), "verification:mine", order=30))

guest_acts.register(GuestAct(HELD, _("send a form"), offer_again, words_of))

methods.register(
    Method(
        CODE,
        pgettext_lazy("verified", "by text message"),
        _("A code comes to your mobile telephone."),
        _("We keep a fingerprint of the number, which cannot be read back, and not the number."),
        "verification:telephone",
        order=10,
        months=24,
        is_ready=lambda: any(sender.is_open() for sender in code_senders),
        missing=_("No channel of text messages is set up."),
    )
)
methods.register(
    Method(
        LETTER,
        pgettext_lazy("verified", "by a letter"),
        _("A letter with a code comes to your home, in some days."),
        _("Your name and address are erased once the code is typed; we keep your district and a fingerprint."),
        "verification:letter",
        order=30,
        months=24,
    )
)
methods.register(
    Method(
        ROLL,
        pgettext_lazy("verified", "by a list of the commune"),
        _("You type your name and date of birth, or your number; we compare them with a list."),
        _("Nothing of what you type: a fingerprint, your age band and perhaps your district."),
        "verification:listed",
        order=20,
        months=12,
        is_ready=counting.has_open_roll,
        missing=_("No list is imported and in use."),
    )
)
methods.register(
    Method(
        AT_COUNTER,
        pgettext_lazy("verified", "at the counter"),
        _("You come to the town hall and show a paper."),
        _("Which kind of paper it was, never a copy or its number; a fingerprint and your age band."),
        "verification:counter",
        order=40,
        months=0,
    )
)

nav.desk.register(
    nav.Entry(
        "verification", _("Verification of people"), "verification_desk:index", icon="check", right=COUNTER, group=_("The site"), order=71
    )
)
desk_tasks.register(
    DeskTask(
        "verification-conflicts", _("Accounts that claim to be one person"), CONFLICTS, counting.open_conflicts, counting.desk("conflicts"),
        icon="people", order=60,
    )
)  # fmt: skip
desk_tasks.register(
    DeskTask("verification-letters", _("Letters with codes to print"), LETTERS, counting.letters_to_print, counting.desk("letters"),
             late=counting.late_letters, icon="mail", order=61)
)  # fmt: skip
demo_parts.register(DemoPart("verification", 35, "beffroi.ground.verification.demo.fill", _("Who was verified, and how")))
