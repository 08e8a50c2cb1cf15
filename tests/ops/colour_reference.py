"""References for colours and for boxes drawn into images."""

import numpy as np


def rgb_to_hsv(images):
    x = images.astype(float)
    r, g, b = np.moveaxis(x, -1, 0)
    high, span = x.max(-1, initial=0), np.ptp(x, axis=-1) if x.size else x[..., 0]
    safe = np.where(span > 0, span, 1)
    h = np.where(
        r == high, (g - b) / safe, np.where(g == high, (b - r) / safe + 2, (r - g) / safe + 4)
    )
    h = np.where(span > 0, h / 6 % 1, 0)
    s = np.where(high > 0, span / np.where(high > 0, high, 1), 0)
    return np.stack([h, s, high], -1)


def hsv_to_rgb(images):
    h, s, v = np.moveaxis(images.astype(float), -1, 0)
    pure = [np.abs(6 * h - 3) - 1, 2 - np.abs(6 * h - 2), 2 - np.abs(6 * h - 4)]
    return np.stack([v * (1 - s + s * np.clip(p, 0, 1)) for p in pure], -1)


def adjust_hue(images, delta):
    x = rgb_to_hsv(images)
    x[..., 0] = (x[..., 0] + delta) % 1
    return hsv_to_rgb(x)


def adjust_saturation(images, scale):
    x = rgb_to_hsv(images)
    x[..., 1] = np.clip(x[..., 1] * scale, 0, 1)
    return hsv_to_rgb(x)


def adjust_contrast(images, contrast_factor):
    mean = images.mean((-3, -2), keepdims=True)
    return (images - mean) * contrast_factor + mean


_COLOURS = [[1, 1, 0, 1], [0, 0, 1, 1], [1, 0, 0, 1]]


def draw_bounding_boxes(images, boxes, colors):
    out = images.copy()
    _, height, width, depth = images.shape
    for n, i in np.ndindex(*boxes.shape[:2]):
        scale = np.float32([height - 1, width - 1] * 2)
        y1, x1, y2, x2 = np.trunc(np.float32(boxes[n, i]) * scale).astype(int)
        if y1 > y2 or x1 > x2 or y1 >= height or x1 >= width or y2 < 0 or x2 < 0:
            continue
        colour = colors[i % len(colors)] if colors is not None else _COLOURS[i]
        colour = [1.0] if colors is None and depth == 1 else colour[:depth]
        rows = slice(max(y1, 0), min(y2, height - 1) + 1)
        columns = slice(max(x1, 0), min(x2, width - 1) + 1)
        for y in {y1, y2} & {*range(height)}:
            out[n, y, columns] = colour
        for x in {x1, x2} & {*range(width)}:
            out[n, rows, x] = colour
    return out
