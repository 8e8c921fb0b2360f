"""alerts: tell people in time what happens and what to do; warnings of others; roadworks.

Owns Alert, Release (one message: alert, update, all-clear, cancellation), Sending, Subscription, Wording, Source, Warned, RoadEvent.
Tells AlertIssued, AlertEnded, RoadsChanged.
"""
