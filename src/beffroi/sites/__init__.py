"""The doors: the public portal and the desk of the town's team."""
