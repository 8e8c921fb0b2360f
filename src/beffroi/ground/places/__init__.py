"""places: the ground of the town. Owns Territory, District, GroundLayer, Place, Street and Address; draws maps without third parties.

Maps are drawn here, as SVG, from the town's own outlines and streets; a page lists beside a map what the map shows.
Addresses come from the town's own file (Base Adresse Locale) and are searched here. Asks up: `map_layers` (things with a
place, for the town's map). Tells PlaceChanged, TerritoryChanged, AddressesImported.
"""
