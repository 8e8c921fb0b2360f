"""What the verbs of ./beffroi do."""
