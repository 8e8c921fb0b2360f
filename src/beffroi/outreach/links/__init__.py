"""links: short addresses of our own, `/l/<slug>`, in what the town publishes elsewhere.

Owns Link (where it leads, for which subject, on which channel) and Visits (how often it was followed, by day). Nobody is
counted twice or once as a person: no cookie, no address, no profile; only a number that grows.
"""
