"""places: the ground of the town. Owns Territory, District, Place and Address; draws maps without third parties."""
