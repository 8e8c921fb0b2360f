"""A tiny town for the tests that kill: jobs that leave traces, and a page that writes."""
