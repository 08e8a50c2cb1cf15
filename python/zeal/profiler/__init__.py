"""What the ops cost: `tf.profiler`.

>>> with tf.profiler.Profile() as profile:
...     y = tf.reduce_sum(tf.exp(tf.ones([1000])))
>>> print(profile)
"""

from typing import TYPE_CHECKING as _TYPE_CHECKING

from zeal import _lazy
from zeal.profiler import experimental
from zeal.profiler._report import OpRow, RangeRow, Report
from zeal.profiler._session import Profile, ProfilerOptions, Trace, start, stop

if _TYPE_CHECKING:
    from zeal.profiler import experimental as experimental

__all__ = [
    "OpRow",
    "Profile",
    "ProfilerOptions",
    "RangeRow",
    "Report",
    "Trace",
    "start",
    "stop",
]
__getattr__ = _lazy.missing(__name__)
