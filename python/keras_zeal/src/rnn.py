"""Recurrent layers' loops."""

from __future__ import annotations

from typing import Any

from keras_zeal.missing import missing as _missing


def rnn(*args: Any, **kwargs: Any) -> Any:
    """To come."""
    return __getattr__("rnn")


def lstm(*args: Any, **kwargs: Any) -> Any:
    """No fused kernel: Keras falls back on `rnn`."""
    raise NotImplementedError


gru = bidirectional_lstm = bidirectional_gru = lstm


def cudnn_ok(*args: Any, **kwargs: Any) -> bool:
    """False: there is no cuDNN."""
    return False


__getattr__ = _missing(__name__)
