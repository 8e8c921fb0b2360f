"""opendata: every public result as tables, files and a catalogue."""
