"""Samples of tf.image, whose functions are mostly made of other ops; values are in [0, 1]."""

RESIZING = (
    "bilinear",
    "nearest",
    "bicubic",
    "area",
    "lanczos3",
    "lanczos5",
    "gaussian",
    "mitchellcubic",
)
FLOATS = "float32 float64"
MANY = "float32 float16"

IMAGE = {
    "image.adjust_brightness": ("float32 uint8", "f(4, 5, 3), 0.1\nf(2, 4, 5, 3), -0.2"),
    "image.adjust_contrast": ("float32 uint8", "f(4, 5, 3), 1.5\nf(2, 4, 5, 3), 0.5"),
    "image.adjust_gamma": (MANY, "f(4, 5, 3), 0.7, 1.2"),
    "image.adjust_hue": ("float32", "f(4, 5, 3), 0.2\nf(2, 3, 3, 3), -0.4"),
    "image.adjust_saturation": ("float32", "f(4, 5, 3), 0.3\nf(4, 5, 3), 1.7"),
    "image.central_crop": (MANY, "f(6, 8, 3), 0.5\nf(2, 7, 9, 1), 0.3\nf(3, 3, 1), 0.0"),
    "image.convert_image_dtype": (
        "float32 uint8 uint16",
        "f(4, 5, 3), 'float32'\nf(4, 5, 3), 'uint8'\nf(4, 5, 3), 'uint16'\n"
        "f(4, 5, 3), 'uint8', saturate=True\nf(4, 5, 3), 'float64'",
    ),
    "image.crop_to_bounding_box": (MANY, "f(6, 8, 3), 1, 2, 3, 4\nf(6, 8, 3), 4, 0, 3, 4"),
    "image.extract_patches": (
        "float32",
        "f(1, 6, 8, 2), [1, 3, 3, 1], [1, 2, 2, 1], [1, 1, 1, 1], 'VALID'\n"
        "f(2, 5, 5, 1), [1, 2, 2, 1], [1, 1, 1, 1], [1, 2, 2, 1], 'SAME'",
    ),
    "image.flip_left_right": (MANY, "f(4, 5, 3)\nf(2, 4, 5, 3)\nf(4, 5)"),
    "image.flip_up_down": (MANY, "f(4, 5, 3)\nf(2, 4, 5, 3)"),
    "image.grayscale_to_rgb": (MANY, "f(4, 5, 1)\nf(4, 5, 3)"),
    "image.image_gradients": ("float32", "f(2, 4, 5, 3)\nf(4, 5, 3)"),
    "image.non_max_suppression": (
        "float32",
        "np.sort(f(8, 2, 2), 1).reshape(8, 4), f(8), 5\n"
        "np.sort(f(8, 2, 2), 1).reshape(8, 4), f(8), 3, 0.2, 0.3",
    ),
    "image.non_max_suppression_with_scores": (
        "float32",
        "np.sort(f(8, 2, 2), 1).reshape(8, 4), f(8), 5, 0.5, 0.1, 0.5",
    ),
    "image.pad_to_bounding_box": (MANY, "f(4, 5, 3), 1, 2, 8, 9\nf(4, 5, 3), 1, 2, 4, 9"),
    "image.per_image_standardization": ("float32 uint8", "f(4, 5, 3)\nf(2, 4, 5, 3)"),
    "image.psnr": ("float32 uint8", "f(2, 4, 5, 3), f(2, 4, 5, 3), 1.0"),
    "image.random_brightness": ("float32", "f(4, 5, 3), 0.3, seed=4"),
    "image.random_contrast": ("float32", "f(4, 5, 3), 0.3, 0.9, seed=4"),
    "image.random_crop": ("float32", "f(6, 7, 3), [3, 4, 3], seed=4"),
    "image.random_flip_left_right": ("float32", "f(4, 5, 3), seed=4\nf(6, 4, 5, 3), seed=5"),
    "image.random_flip_up_down": ("float32", "f(4, 5, 3), seed=4\nf(6, 4, 5, 3), seed=5"),
    "image.random_hue": ("float32", "f(4, 5, 3), 0.3, seed=4"),
    "image.random_saturation": ("float32", "f(4, 5, 3), 0.3, 0.9, seed=4"),
    "image.resize": (
        "float32 uint8",
        "\n".join(
            f"f(1, 5, 7, 2), {size}, '{method}'{antialias}"
            for method in RESIZING
            for size in ([3, 4], [9, 11])
            for antialias in ("", ", antialias=True")
        )
        + "\nf(5, 7, 2), [10, 10], preserve_aspect_ratio=True\nf(5, 7), [3, 3]",
    ),
    "image.resize_with_crop_or_pad": (MANY, "f(4, 5, 3), 6, 3\nf(2, 4, 5, 3), 3, 8"),
    "image.resize_with_pad": ("float32", "f(4, 5, 3), 8, 6\nf(4, 5, 3), 3, 9, 'nearest'"),
    "image.rgb_to_grayscale": ("float32 uint8", "f(4, 5, 3)\nf(2, 4, 5, 3)"),
    "image.rgb_to_yiq": (FLOATS, "f(4, 5, 3)"),
    "image.rgb_to_yuv": (FLOATS, "f(4, 5, 3)"),
    "image.yiq_to_rgb": (FLOATS, "f(4, 5, 3)"),
    "image.yuv_to_rgb": (FLOATS, "f(4, 5, 3)"),
    "image.rot90": (MANY, "f(4, 5, 3)\nf(4, 5, 3), 2\nf(2, 4, 5, 3), 3"),
    "image.sobel_edges": ("float32", "f(2, 5, 6, 3)"),
    "image.ssim": (
        "float32",
        "f(2, 16, 16, 1), f(2, 16, 16, 1), 1.0\nf(12, 13, 3), f(12, 13, 3), 1.0",
    ),
    "image.ssim_multiscale": ("float32", "f(1, 180, 180, 1), f(1, 180, 180, 1), 1.0"),
    "image.stateless_random_brightness": ("float32", "f(4, 5, 3), 0.3, [1, 2]"),
    "image.stateless_random_contrast": ("float32", "f(4, 5, 3), 0.3, 0.9, [1, 2]"),
    "image.stateless_random_crop": ("float32", "f(6, 7, 3), [3, 4, 3], [1, 2]"),
    "image.stateless_random_flip_left_right": ("float32", "f(6, 4, 5, 3), [1, 2]"),
    "image.stateless_random_flip_up_down": ("float32", "f(6, 4, 5, 3), [3, 2]"),
    "image.stateless_random_hue": ("float32", "f(4, 5, 3), 0.3, [1, 2]"),
    "image.stateless_random_saturation": ("float32", "f(4, 5, 3), 0.3, 0.9, [1, 2]"),
    "image.total_variation": (MANY, "f(2, 5, 6, 3)\nf(5, 6, 3)"),
    "image.transpose": (MANY, "f(4, 5, 3)\nf(2, 4, 5, 3)"),
}
