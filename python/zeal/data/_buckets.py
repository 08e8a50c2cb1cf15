"""bucket_by_sequence_length: groups by length, padded to one shape."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from typing import Any

from zeal import _core
from zeal.data._sources import flatten_shapes
from zeal.data._structure import flatten, map_leaves, pack
from zeal.tensor_shape import TensorShape


def bucketed(
    dataset: Any,
    length_of: Callable[..., Any],
    boundaries: Any,
    batch_sizes: Any,
    padded_shapes: Any,
    padding_values: Any,
    to_boundary: bool,
    no_padding: bool,
    drop_remainder: bool,
) -> Any:
    """What Dataset.bucket_by_sequence_length returns."""
    edges, sizes = [int(b) for b in boundaries], [int(s) for s in batch_sizes]
    if len(sizes) != len(edges) + 1:
        raise ValueError(
            "Invalid `bucket_batch_sizes`. `len(bucket_batch_sizes)` must equal "
            f"`len(bucket_boundaries) + 1` but `len(bucket_batch_sizes)={len(sizes)}` and "
            f"`len(bucket_boundaries)={len(edges)}`."
        )

    def bucket_of(*element: Any) -> int:
        return bisect_right(edges, int(_core.convert(length_of(*element))))

    def shapes_of(group: Any, bucket: int) -> Any:
        spec = group.element_spec
        if padded_shapes is None:
            shapes = [s.shape for s in flatten(spec)]
        else:
            shapes = flatten_shapes(spec, padded_shapes)
        if to_boundary:
            if bucket == len(edges):
                raise ValueError(
                    "When pad_to_bucket_boundary=True, elements must have length < "
                    f"max(bucket_boundaries) = {edges[-1] if edges else 0}"
                )
            longest = edges[bucket] - 1
            shapes = [TensorShape([longest if d is None else d for d in s]) for s in shapes]
        return pack(map_leaves(lambda _: None, spec), shapes)

    def batch_of(key: Any, group: Any) -> Any:
        bucket = int(key)
        if no_padding:
            return group.batch(sizes[bucket], drop_remainder)
        # The spec of a group tells the sizes of its elements; those of the dataset are wanted.
        shapes = shapes_of(dataset, bucket)
        return group.padded_batch(sizes[bucket], shapes, padding_values, drop_remainder)

    return dataset.group_by_window(
        bucket_of, batch_of, window_size_func=lambda key: sizes[int(key)]
    )
