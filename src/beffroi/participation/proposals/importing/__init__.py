"""Old consultations read from files: `./beffroi import consultation FILE…`."""
