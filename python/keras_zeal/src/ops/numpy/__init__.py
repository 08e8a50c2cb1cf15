"""`keras.ops.numpy` on zeal's ops: names and arguments are Keras', dtypes as it promotes them."""

from keras_zeal.missing import missing as _missing
from keras_zeal.src.ops.numpy.binary import *
from keras_zeal.src.ops.numpy.creation import *
from keras_zeal.src.ops.numpy.elementwise import *
from keras_zeal.src.ops.numpy.index import *
from keras_zeal.src.ops.numpy.linear import *
from keras_zeal.src.ops.numpy.nans import *
from keras_zeal.src.ops.numpy.order import *
from keras_zeal.src.ops.numpy.quantile import *
from keras_zeal.src.ops.numpy.reduction import *
from keras_zeal.src.ops.numpy.shape import *
from keras_zeal.src.ops.numpy.window import *

__getattr__ = _missing(__name__)
