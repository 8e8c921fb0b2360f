"""proposals: what citizens propose, from draft to answer, as a component of a process."""
