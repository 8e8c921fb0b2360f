"""supports: support, follow and graded reactions on any subject.

Owns Support, Follow and Reaction. Asks the subject's kind for permission, and keeps its counters. Tells Supported,
SupportWithdrawn, Followed.
"""
