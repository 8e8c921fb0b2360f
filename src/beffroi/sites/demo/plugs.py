from django.utils.translation import gettext_lazy as _

from beffroi.kernel.demo import DemoAccount, DemoPart, demo_accounts, demo_parts
from beffroi.sites.demo.past import content

demo_parts.register(DemoPart("town", 10, "beffroi.sites.demo.ground.fill_town", _("The town")))
demo_parts.register(DemoPart("map", 20, "beffroi.sites.demo.ground.fill_map", _("Its map and its addresses")))
demo_parts.register(DemoPart("people", 30, "beffroi.sites.demo.ground.fill_people", _("Its people")))
demo_parts.register(DemoPart("processes", 40, "beffroi.sites.demo.square.fill_processes", _("A year of proposals, debates and decisions")))
demo_parts.register(DemoPart("groups", 47, "beffroi.sites.demo.in_groups.fill_groups", _("Its groups")))
demo_parts.register(DemoPart("questions", 45, "beffroi.sites.demo.asking.fill_questions", _("Questions to its elected officials")))
demo_parts.register(DemoPart("initiatives", 47, "beffroi.sites.demo.petitioning.fill_initiatives", _("Initiatives put to its council")))
demo_parts.register(DemoPart("missions", 48, "beffroi.sites.demo.helping.fill_missions", _("Missions: memories, birds, helping hands")))
demo_parts.register(DemoPart("reports", 46, "beffroi.sites.demo.reporting.fill_reports", _("A year of reports on its map")))
demo_parts.register(DemoPart("meetings", 46, "beffroi.sites.demo.gathering.fill_meetings", _("Meetings about the market square")))
demo_parts.register(
    DemoPart("annotated-plan", 49, "beffroi.sites.demo.annotating.fill_annotated_plan", _("The plan of its square, annotated"))
)
demo_parts.register(DemoPart("contests", 55, "beffroi.sites.demo.contesting.fill_contests", _("Its games, with a draw to do again")))
demo_parts.register(DemoPart("news", 50, "beffroi.sites.demo.speech.fill_news", _("The news")))
demo_parts.register(DemoPart("forum", 60, "beffroi.sites.demo.speech.fill_forum", _("The forum")))
demo_parts.register(DemoPart("alerts", 70, "beffroi.sites.demo.alerting.fill_alerts", _("Alerts and roadworks")))
demo_parts.register(DemoPart("plan", 80, "beffroi.sites.demo.planning.fill_plan", _("The communication plan")))
demo_parts.register(DemoPart("pages", 90, "beffroi.sites.demo.explaining.fill_pages", _("Services, stories and who does what")))
demo_parts.register(DemoPart("inbox", 95, "beffroi.sites.demo.answering.fill_inbox", _("What people write to the town")))
demo_parts.register(DemoPart("rumors", 97, "beffroi.sites.demo.rumouring.fill_rumors", _("Rumours, and what is true")))

for row in content("town")["accounts"]:
    demo_accounts.register(DemoAccount(row["role"], row["email"], name=row["name"]))
