"""calendar: what goes out when, by month, week or list, and everything else that has a date.

Owns Slot (an agreed hour of a channel account), Quota (how much a week) and FeedKey (the secret address of a person's iCal feed).
Dates come from `ui.dated`: this domain registers posts, elections, the opposition's space and public holidays.
"""
