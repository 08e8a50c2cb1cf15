"""Functions of images: what `keras.ops.image` asks of a backend, each by ops of zeal."""

from keras_zeal.src.ops.image_colour import hsv_to_rgb, rgb_to_grayscale, rgb_to_hsv
from keras_zeal.src.ops.image_filter import gaussian_blur, sobel_edges
from keras_zeal.src.ops.image_resize import RESIZE_INTERPOLATIONS, resize, scale_and_translate
from keras_zeal.src.ops.image_warp import (
    AFFINE_TRANSFORM_INTERPOLATIONS,
    affine_transform,
    compute_homography_matrix,
    elastic_transform,
    map_coordinates,
    perspective_transform,
)

__all__ = [
    "AFFINE_TRANSFORM_INTERPOLATIONS",
    "RESIZE_INTERPOLATIONS",
    "affine_transform",
    "compute_homography_matrix",
    "elastic_transform",
    "gaussian_blur",
    "hsv_to_rgb",
    "map_coordinates",
    "perspective_transform",
    "resize",
    "rgb_to_grayscale",
    "rgb_to_hsv",
    "scale_and_translate",
    "sobel_edges",
]
