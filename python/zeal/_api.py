"""The package itself, for modules imported late: many of its names are made at run time."""

import sys
from typing import Any

tf: Any = sys.modules["zeal"]
