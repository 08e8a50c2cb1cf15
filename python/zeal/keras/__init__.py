"""tf.keras: Keras 3 on zeal. Importing this module imports Keras with that backend."""

from __future__ import annotations

import sys

try:
    from keras_zeal import select
except ModuleNotFoundError as e:  # pragma: no cover
    raise ImportError(f"tf.keras needs the package keras_zeal: {e}") from None

keras = select()
for _name, _module in list(sys.modules.items()):
    # `from zeal.keras import layers` and `import zeal.keras.layers` are Keras' own modules.
    if _name.startswith("keras.") and not _name.startswith("keras.src"):
        sys.modules[f"zeal.{_name}"] = _module
sys.modules[__name__] = keras
