"""ui: the face of every page. Page frames, design tokens, form rendering, parts, icons, drawings, behaviours; no model.

Asks up: the town registers its identity (`ui.frame`), domains their entries of navigation (`ui.nav`), bands under the
header (`ui.bands`) and what waits on the desk (`ui.desk`). The parts are listed in docs/ui.md and shown at /gallery/.
"""
