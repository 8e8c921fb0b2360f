"""linkedin: the commune's LinkedIn Page, through the Community Management API with an app that LinkedIn has vetted.

Owns no table. Speaks (words, pictures, videos, links, polls), listens (comments), deletes comments, measures. A person renews the consent.
"""
