"""TensorFlow's names for the profiler: `tf.profiler.experimental`."""

from zeal import _lazy
from zeal.profiler._session import Profile, ProfilerOptions, Trace, start, stop

__all__ = ["Profile", "ProfilerOptions", "Trace", "start", "stop"]
__getattr__ = _lazy.missing(__name__)
