"""Names of TensorFlow 1 that TensorFlow 2 keeps: `tf.compat`."""

from zeal.compat import v1 as v1
