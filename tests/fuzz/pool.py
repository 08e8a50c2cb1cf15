"""Expressions for arguments: what crashed TensorFlow once, and corners of our own."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import zeal

CASES = json.loads((Path(__file__).parents[1] / "data" / "bad_inputs.json").read_text())
MAKERS = {"zeros", "ones", "constant", "fill", "range"}

CORNERS = """
None True False 0 1 -1 2 7 -(2**31) 2**31-1 2**31 2**62 2**63-1 -(2**63) 2**64 0.0 -0.5 1e38
float('nan') float('inf') -float('inf') 1j '' 'SAME' 'VALID' 'NHWC' 'NCHW' 'x' 'REFLECT' 'float32'
'int32' 'bool' tf.float64 tf.int64 [] [0] [-1] [1] [2,2] [0,0] [1,1,1,1] [2**40,2**40] [2**31]
[2**62] [-(2**63)] [1.5] [None] ['a'] [[0,1],[1,2]] [[-1,0]] [[]] [1]*9 [0]*300 [-1,-1] (1,2) {}
object() tf.zeros([]) tf.zeros([0]) tf.zeros([1]) tf.zeros([0,3]) tf.zeros([2,0,3]) tf.ones([2,3])
tf.ones([3,2]) tf.ones([2,3,4]) tf.ones([1,4,4,1]) tf.ones([1]*8) tf.zeros([2**20,0])
tf.ones([4],'int32') tf.ones([4],'int64') tf.ones([2,2],'bool') tf.ones([3],'complex64')
tf.ones([2,2],'float64') tf.ones([3],'bfloat16') tf.ones([3],'uint8') tf.constant([-1,5])
tf.constant([2**62,-(2**63)]) tf.constant(-1) tf.constant(2**31-1) tf.constant([[-1,0],[0,9]])
tf.constant([float('nan')]*3) tf.broadcast_to(1.0,[3,3]) tf.ones([4,4])[::2]
tf.transpose(tf.ones([2,3])) tf.Variable([1.0,2.0]) tf.constant([],'int32') np.zeros([2,2])
np.array(['a']) np.array([None]) np.ones([2,2],'>f4') tf.TensorShape([None,2]) range(3)
[tf.ones([2]),tf.ones([3])] [tf.ones([2]),tf.ones([2])]
"""


def _is_value(node: ast.AST) -> bool:
    """A literal, or a tensor made by a plain call."""
    if isinstance(node, ast.Call):
        f = node.func
        made = isinstance(f, ast.Attribute) and f.attr in MAKERS
        return made and all(map(_is_value, [*node.args, *(k.value for k in node.keywords)]))
    inner = [n for n in ast.iter_child_nodes(node) if isinstance(n, ast.expr)]
    kinds = (ast.Constant, ast.List, ast.Tuple, ast.UnaryOp, ast.BinOp)
    if isinstance(node, ast.Attribute):
        return isinstance(node.value, ast.Name) and hasattr(zeal, node.attr)  # a dtype
    return isinstance(node, kinds) and all(map(_is_value, inner))


def _of_cases() -> Iterator[str]:
    for case in CASES:
        try:
            tree = ast.parse(case["python"] if not case["heavy"] else "0", mode="eval")
        except SyntaxError:  # a case that is about one
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                values = [*node.args, *(k.value for k in node.keywords)]
                yield from (ast.unparse(v) for v in values if _is_value(v))


POOL = sorted({*CORNERS.split(), *(v for v in _of_cases() if len(v) < 200)})


def text(value: Any) -> str:
    """A sample's argument as an expression."""
    if isinstance(value, np.ndarray):
        return f"tf.constant({value.tolist()!r}, {value.dtype.name!r}, {value.shape!r})"
    if isinstance(value, (list, tuple)):
        inner = ", ".join(map(text, value))
        return f"[{inner}]" if isinstance(value, list) else f"({inner},)"
    return repr(value).replace("inf", "float('inf')").replace("nan", "float('nan')")
