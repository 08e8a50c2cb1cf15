"""Keras 3 on zeal: the backend that `KERAS_BACKEND=zeal` names.

Importing this package only makes the name known to Keras, which imports `keras_zeal.src` when it
is imported itself.
"""

from keras_zeal import hook as _hook

_hook.install()
