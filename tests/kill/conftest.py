import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from towns import free_port, make_town, migrated  # noqa: F401
