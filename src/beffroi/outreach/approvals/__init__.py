"""approvals: a named validator says yes or asks for changes, bound to a hash of what was read."""
