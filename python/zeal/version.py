"""zeal's version, under the names of `tf.version`."""

from zeal import _core

VERSION = _core.__version__
GIT_VERSION = f"v{_core.__version__}"
COMPILER_VERSION = _core.compiler
# zeal has no graphs; code that compares these numbers gets the smallest ones.
GRAPH_DEF_VERSION = 0
GRAPH_DEF_VERSION_MIN_CONSUMER = 0
GRAPH_DEF_VERSION_MIN_PRODUCER = 0
