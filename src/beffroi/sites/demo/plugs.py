from django.utils.translation import gettext_lazy as _

from beffroi.kernel.demo import DemoAccount, DemoPart, demo_accounts, demo_parts
from beffroi.sites.demo.alerting import fill_alerts
from beffroi.sites.demo.annotating import fill_annotated_plan
from beffroi.sites.demo.answering import fill_inbox
from beffroi.sites.demo.asking import fill_questions
from beffroi.sites.demo.contesting import fill_contests
from beffroi.sites.demo.explaining import fill_pages
from beffroi.sites.demo.gathering import fill_meetings
from beffroi.sites.demo.ground import fill_map, fill_people, fill_town
from beffroi.sites.demo.helping import fill_missions
from beffroi.sites.demo.in_groups import fill_groups
from beffroi.sites.demo.past import content
from beffroi.sites.demo.petitioning import fill_initiatives
from beffroi.sites.demo.planning import fill_plan
from beffroi.sites.demo.reporting import fill_reports
from beffroi.sites.demo.rumouring import fill_rumors
from beffroi.sites.demo.speech import fill_forum, fill_news
from beffroi.sites.demo.square import fill_processes

demo_parts.register(DemoPart("town", 10, fill_town, _("The town")))
demo_parts.register(DemoPart("map", 20, fill_map, _("Its map and its addresses")))
demo_parts.register(DemoPart("people", 30, fill_people, _("Its people")))
demo_parts.register(DemoPart("processes", 40, fill_processes, _("A year of proposals, debates and decisions")))
demo_parts.register(DemoPart("groups", 47, fill_groups, _("Its groups")))
demo_parts.register(DemoPart("questions", 45, fill_questions, _("Questions to its elected officials")))
demo_parts.register(DemoPart("initiatives", 47, fill_initiatives, _("Initiatives put to its council")))
demo_parts.register(DemoPart("missions", 48, fill_missions, _("Missions: memories, birds, helping hands")))
demo_parts.register(DemoPart("reports", 46, fill_reports, _("A year of reports on its map")))
demo_parts.register(DemoPart("meetings", 46, fill_meetings, _("Meetings about the market square")))
demo_parts.register(DemoPart("annotated-plan", 49, fill_annotated_plan, _("The plan of its square, annotated")))
demo_parts.register(DemoPart("contests", 55, fill_contests, _("Its games, with a draw to do again")))
demo_parts.register(DemoPart("news", 50, fill_news, _("The news")))
demo_parts.register(DemoPart("forum", 60, fill_forum, _("The forum")))
demo_parts.register(DemoPart("alerts", 70, fill_alerts, _("Alerts and roadworks")))
demo_parts.register(DemoPart("plan", 80, fill_plan, _("The communication plan")))
demo_parts.register(DemoPart("pages", 90, fill_pages, _("Services, stories and who does what")))
demo_parts.register(DemoPart("inbox", 95, fill_inbox, _("What people write to the town")))
demo_parts.register(DemoPart("rumors", 97, fill_rumors, _("Rumours, and what is true")))

for row in content("town")["accounts"]:
    demo_accounts.register(DemoAccount(row["role"], row["email"], name=row["name"]))
