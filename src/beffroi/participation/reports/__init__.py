"""reports: problems and suggestions on the map of the town, from the sidewalk to the repair.

Owns Service, Category, Attribute, Route, Template, Report, Photo, Update, Sending, Stop, Questionnaire, Alert, PhoneCode. A page of the
whole town (`/signalements/`), and a component of a space. Tells ReportOpened, ReportUpdated, ReportFixed (announceable), ReportHidden.
Asks upwards how reports leave (`types.forwarders`).
"""
