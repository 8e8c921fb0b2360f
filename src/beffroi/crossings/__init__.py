"""Where the two halves meet."""
