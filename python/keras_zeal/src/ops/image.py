"""Images: colours, resizing and geometry."""

from keras_zeal.missing import missing as _missing

__getattr__ = _missing(__name__)
