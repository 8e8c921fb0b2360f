"""pages: what the town explains and keeps: services, who does what, stories and places, documents and data files.

Owns pages with their versions and opinions, requests to a service, competences and institutions, trails, published files,
the feeds of other websites (each entry becomes a fact, never a publication) and the widgets that other websites may frame.
"""
