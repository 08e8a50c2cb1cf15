"""What of TensorFlow 1's API has no other name: `tf.compat.v1`."""

from zeal.compat.v1 import nn as nn
