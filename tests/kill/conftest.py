import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from towns import free_port, make_town  # noqa: F401
