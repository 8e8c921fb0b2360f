"""debates: a question, contributions for, against and with nuance, a closing summary; a component of a process."""
