"""The kernels for GPUs, compiled as C++ and run on the fake GPU, against the CPU's."""

from __future__ import annotations

from pathlib import Path

from fake_gpu import run


def test_kernels_agree_with_the_cpu() -> None:
    run(f"""
    import sys
    sys.path.insert(0, {str(Path(__file__).parent)!r})
    import gpu_kernels
    gpu_kernels.main()
    """)


def test_kernels_of_networks_random_numbers_and_images_agree_with_the_cpu() -> None:
    run(f"""
    import sys
    sys.path.insert(0, {str(Path(__file__).parent)!r})
    import gpu_nn_kernels
    gpu_nn_kernels.main()
    """)


def test_bad_values_are_reported_at_the_next_wait() -> None:
    run("""
    def refused(f, text):
        try:
            f().numpy()
        except tf.errors.InvalidArgumentError as e:
            assert text in str(e), e
        else:
            raise AssertionError(text)
    x = tf.constant([1.0, 2.0, 3.0])
    refused(lambda: tf.gather(x, [0, 5]), "Gather: indices[1] = 5 is not in [0, 3)")
    refused(lambda: tf.gather(tf.zeros([3, 0]), [5]), "Gather: indices[0] = 5 is not in [0, 3)")
    refused(lambda: tf.gather_nd(x, [[-1]]), "GatherNd: indices[0]")
    refused(lambda: tf.gather_nd(tf.zeros([3, 0]), [[5]]), "GatherNd: indices[0]")
    refused(lambda: tf.scatter_nd([[7]], [1.0], [2]), "ScatterNd: indices[0]")
    refused(lambda: tf.math.unsorted_segment_sum(x, [0, 1, 9], 3), "segment_ids[2] = 9")
    refused(lambda: tf.math.invert_permutation([0, 0]), "0 is duplicated")
    refused(lambda: tf.histogram_fixed_width(x, [1.0, 0.0]), "value_range")
    assert (tf.gather(x, [0, 1]).numpy() == [1, 2]).all()  # and then all is well again
    """)
