"""notifications: telling people in the site and by e-mail, at once or in a digest; one click stops it.

Owns Notification, Preference (how often, per group of kinds), Mute (silence about one subject) and Pause. Domains register
their NotificationKinds and call `actions.tell` or `actions.tell_followers`; whoever keeps follows registers a FollowerSource.
"""
