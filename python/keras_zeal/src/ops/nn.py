"""Activations, convolutions, pooling, normalisation and losses."""

from keras_zeal.missing import missing as _missing

__getattr__ = _missing(__name__)
