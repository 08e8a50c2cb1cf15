"""References for resizing: the weights of rows and of columns as matrices."""

import numpy as np


def _positions(n, out, align, half):
    scale = (n - 1) / (out - 1) if align and out > 1 else n / out
    o = np.arange(out)
    return (o + 0.5) * scale - 0.5 if half else o * scale


def _resized(images, size, matrix):
    rows, columns = (matrix(n, out) for n, out in zip(images.shape[1:3], size, strict=True))
    return np.einsum("ph,bhwc,qw->bpqc", rows, images.astype(np.float32).astype(float), columns)


def _weighted(n, out, taps):
    m = np.zeros((out, n))
    for o in range(out):
        for i, w in taps(o):
            m[o, min(max(i, 0), n - 1)] += w
    return m


def resize_bilinear(images, size, align_corners=False, half_pixel_centers=False):
    def matrix(n, out):
        at = _positions(n, out, align_corners, half_pixel_centers)
        low = np.floor(at).astype(int)
        part = at - low
        return _weighted(n, out, lambda o: [(low[o], 1 - part[o]), (low[o] + 1, part[o])])

    return _resized(images, size, matrix)


def resize_bicubic(images, size, align_corners=False, half_pixel_centers=False):
    a = -0.5 if half_pixel_centers else -0.75

    def cubic(x):
        x = abs(x)
        if x <= 1:
            return ((a + 2) * x - (a + 3)) * x * x + 1
        return ((a * x - 5 * a) * x + 8 * a) * x - 4 * a

    def matrix(n, out):
        at = _positions(n, out, align_corners, half_pixel_centers)

        def taps(o):
            low = int(np.floor(at[o]))
            part = np.rint((at[o] - low) * 1024) / 1024
            found = [(low + k, cubic(part - k)) for k in (-1, 0, 1, 2)]
            if half_pixel_centers:
                found = [(i, w) for i, w in found if 0 <= i < n]
                found = [(i, w / sum(v for _, v in found)) for i, w in found]
            return found

        return _weighted(n, out, taps)

    return _resized(images, size, matrix)


def resize_area(images, size):
    def matrix(n, out):
        scale = n / out

        def taps(o):
            ends = o * scale, (o + 1) * scale
            return [(i, max(0, min(i + 1, ends[1]) - max(i, ends[0])) / scale) for i in range(n)]

        return _weighted(n, out, taps)

    return _resized(images, size, matrix)


def _nearest(n, out, align, half):
    at = _positions(n, out, align, False) + (0.5 * n / out if half else 0)
    i = np.floor(at + 0.5) if align else np.floor(at + 1e-9)
    return np.minimum(i.astype(int), n - 1)


def resize_nearest(images, size, align_corners=False, half_pixel_centers=False):
    for axis in (0, 1):
        at = _nearest(images.shape[1 + axis], size[axis], align_corners, half_pixel_centers)
        images = np.take(images, at, 1 + axis)
    return images


def resize_nearest_grad(grads, size, align_corners=False, half_pixel_centers=False):
    for axis in (1, 2):
        at = _nearest(size[axis - 1], grads.shape[axis], align_corners, half_pixel_centers)
        sums = np.zeros([*grads.shape[:axis], size[axis - 1], *grads.shape[axis + 1 :]])
        np.add.at(np.moveaxis(sums, axis, 0), at, np.moveaxis(grads, axis, 0))
        grads = sums
    return grads


def _sinc(r):
    return lambda x: np.sinc(x) * np.sinc(x / r) if x <= r else 0.0


def _piecewise(near, far):
    return lambda x: np.polyval(near, x) if x < 1 else np.polyval(far, x) if x < 2 else 0.0


_KERNELS = {
    "lanczos3": (3, _sinc(3)),
    "lanczos5": (5, _sinc(5)),
    "gaussian": (1.5, lambda x: np.exp(-2 * x * x) if x < 1.5 else 0.0),
    "box": (1, lambda x: 1.0 if x < 0.5 else 0.5 if x == 0.5 else 0.0),
    "triangle": (1, lambda x: max(0.0, 1 - x)),
    "keyscubic": (2, _piecewise([1.5, -2.5, 0, 1], [-0.5, 2.5, -4, 2])),
    "mitchellcubic": (2, _piecewise([7 / 6, -2, 0, 8 / 9], [-7 / 18, 2, -10 / 3, 16 / 9])),
}


def scale_and_translate(images, size, scale, translation, kernel_type="lanczos3", antialias=True):
    radius, kernel = _KERNELS[kernel_type]
    pairs = iter(zip(scale, translation, strict=True))

    def matrix(n, out):
        grow, move = next(pairs)
        stretch = max(1, 1 / grow) if antialias else 1

        def taps(o):
            at = (o + 0.5 - move) / grow
            if not 0 <= at <= n:
                return []
            found = [(i, kernel(abs(i + 0.5 - at) / stretch)) for i in range(n)]
            total = sum(w for _, w in found)
            return [(i, w / total) for i, w in found]

        return _weighted(n, out, taps)

    assert radius > 0
    return _resized(images, size, matrix)


def crop_and_resize(image, boxes, box_indices, crop_size, method="bilinear", extrapolation_value=0):
    image = image.astype(np.float32).astype(float)
    out = np.full([len(boxes), *crop_size, image.shape[3]], float(extrapolation_value))

    def at(first, last, i, count, n):
        if count == 1:
            return 0.5 * (first + last) * (n - 1)
        return (first + i * (last - first) / (count - 1)) * (n - 1)

    for b, (y1, x1, y2, x2) in enumerate(boxes):
        one = image[box_indices[b]]
        for i, j in np.ndindex(*crop_size):
            y = at(y1, y2, i, crop_size[0], one.shape[0])
            x = at(x1, x2, j, crop_size[1], one.shape[1])
            if not (0 <= y <= one.shape[0] - 1 and 0 <= x <= one.shape[1] - 1):
                continue
            if method == "nearest":
                out[b, i, j] = one[int(np.floor(y + 0.5)), int(np.floor(x + 0.5))]
                continue
            top, left, low, right = int(y), int(x), int(np.ceil(y)), int(np.ceil(x))
            v, h = y - top, x - left
            upper = one[top, left] * (1 - h) + one[top, right] * h
            lower = one[low, left] * (1 - h) + one[low, right] * h
            out[b, i, j] = upper * (1 - v) + lower * v
    return out
