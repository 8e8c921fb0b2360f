"""sms: text messages to those who asked, through OVHcloud or any provider with an HTTP door; counted in euros before they go.

Owns Subscriber (a number that was confirmed by code), Stopped (who answered STOP), Notice and its Sendings, and Bill.
"""
