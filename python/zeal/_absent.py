"""What of TensorFlow's public API is no part of zeal: why, and what to use instead.

The table makes the AttributeErrors of zeal's modules and the page of names in the documentation. A
key stands for everything below it as well.
"""

from __future__ import annotations

_NO_STRINGS = "there are no string tensors"
_NO_GRAPH = "zeal executes eagerly and has no graphs"
_NO_SPARSE = "there are no sparse tensors, only IndexedSlices"
_NO_QUANTIZED = "there are no quantized dtypes"
_FORMATS = "file formats are left to the libraries that know them"
_ONE_PROCESS = "zeal computes in one process, on one device at a time"

ABSENT: dict[str, tuple[str, str]] = {
    "string": (_NO_STRINGS, "Python's str, or a NumPy array of strings"),
    "strings": (_NO_STRINGS, "the methods of Python's str, or numpy.strings"),
    "as_string": (_NO_STRINGS, "str() of a number, or .numpy().astype(str)"),
    "lookup": (_NO_STRINGS, "a Python dict, or tf.gather with integer keys"),
    "sparse": (_NO_SPARSE, "tf.gather, tf.scatter_nd and tf.math.segment_sum over indices"),
    "SparseTensor": (_NO_SPARSE, "a pair of tensors, indices and values, or tf.IndexedSlices"),
    "sets": (_NO_SPARSE, "tf.unique, or Python's sets"),
    "nn.embedding_lookup_sparse": (
        _NO_SPARSE,
        "tf.gather and tf.math.segment_sum, or segment_mean",
    ),
    "nn.safe_embedding_lookup_sparse": (_NO_SPARSE, "tf.gather and tf.math.segment_mean"),
    "ragged": ("there are no ragged tensors", "tf.sequence_mask over a padded tensor"),
    "RaggedTensor": ("there are no ragged tensors", "a padded tensor and its row lengths"),
    "io": (_FORMATS, "pathlib to read, Pillow to decode, numpy.frombuffer to parse"),
    "train.Example": (_FORMATS, "a library for protocol buffers, or safetensors"),
    "train.Features": (_FORMATS, "a library for protocol buffers, or safetensors"),
    "image.decode_png": (_FORMATS, "Pillow or imageio, then tf.constant"),
    "image.decode_jpeg": (_FORMATS, "Pillow or imageio, then tf.constant"),
    "image.decode_image": (_FORMATS, "Pillow or imageio, then tf.constant"),
    "audio": (_FORMATS, "soundfile or scipy.io.wavfile, then tf.constant"),
    "data.TextLineDataset": (_NO_STRINGS, "open() and Dataset.from_generator, over numbers"),
    "data.TFRecordDataset": (_FORMATS, "a reader of your own, and Dataset.from_generator"),
    "data.FixedLengthRecordDataset": (_FORMATS, "numpy.fromfile or numpy.memmap"),
    "data.Dataset.list_files": (_NO_STRINGS, "pathlib's glob, and Dataset.from_generator"),
    "data.Dataset.sparse_batch": (_NO_SPARSE, "Dataset.padded_batch"),
    "data.Dataset.fingerprint": (_NO_GRAPH, "a name of your own for what a pipeline does"),
    "data.experimental.CsvDataset": (_FORMATS, "csv, or pandas.read_csv"),
    "data.experimental.SqlDataset": (_FORMATS, "sqlite3, and Dataset.from_generator"),
    "data.experimental.TFRecordWriter": (_FORMATS, "numpy.save"),
    "data.experimental.make_csv_dataset": (_FORMATS, "csv, or pandas.read_csv"),
    "data.experimental.make_batched_features_dataset": (_FORMATS, "Dataset.from_generator"),
    "data.experimental.parse_example_dataset": (_FORMATS, "Dataset.map"),
    "data.experimental.dense_to_ragged_batch": (
        "there are no ragged tensors",
        "Dataset.padded_batch",
    ),
    "data.experimental.dense_to_sparse_batch": (_NO_SPARSE, "Dataset.padded_batch"),
    "data.experimental.save": (_FORMATS, "numpy.save, and Dataset.from_tensor_slices"),
    "data.experimental.load": (_FORMATS, "numpy.load, and Dataset.from_tensor_slices"),
    "data.experimental.snapshot": (_FORMATS, "Dataset.cache, in memory"),
    "data.experimental.distributed_save": (_ONE_PROCESS, "Dataset.from_tensor_slices"),
    "data.experimental.service": (_ONE_PROCESS, "Dataset.prefetch"),
    "data.experimental.from_variant": (_NO_GRAPH, "the dataset itself"),
    "data.experimental.to_variant": (_NO_GRAPH, "the dataset itself"),
    "data.experimental.get_model_proto": (_NO_GRAPH, "cProfile or py-spy"),
    "data.experimental.make_saveable_from_iterator": (_NO_GRAPH, "tf.train.Checkpoint"),
    "data.experimental.table_from_dataset": (_NO_STRINGS, "a Python dict"),
    "data.experimental.index_table_from_dataset": (_NO_STRINGS, "a Python dict"),
    "distribute": (_ONE_PROCESS, "several processes, and the sum of their gradients"),
    "dtensor": (_ONE_PROCESS, "several processes, and the sum of their gradients"),
    "tpu": ("zeal runs on CPUs and NVIDIA's GPUs", "tf.device"),
    "xla": ("there is no compiler", "the ops as they are"),
    "lite": (_NO_GRAPH, "ONNX, or a program of your own over the weights"),
    "saved_model": (_NO_GRAPH, "tf.train.Checkpoint for the weights, and Python for the program"),
    "graph_util": (_NO_GRAPH, "plain Python"),
    "Graph": (_NO_GRAPH, "plain Python"),
    "Operation": (_NO_GRAPH, "plain Python"),
    "types": (_NO_GRAPH, "typing, with tf.Tensor"),
    "estimator": ("TensorFlow has given it up, too", "tf.Module and a loop of your own"),
    "feature_column": ("TensorFlow has given it up, too", "tf.one_hot and tf.nn.embedding_lookup"),
    "queue": ("zeal runs no queues of its own", "Python's queue"),
    "quantization.quantize": (_NO_QUANTIZED, "tf.quantization.quantize_and_dequantize_v2"),
    "quantization.dequantize": (_NO_QUANTIZED, "tf.quantization.quantize_and_dequantize_v2"),
    "quantization.quantized_concat": (_NO_QUANTIZED, "tf.concat"),
    "nn.ctc_greedy_decoder": (_NO_SPARSE, "tf.argmax, then without repetitions and blanks"),
    "nn.ctc_beam_search_decoder": (_NO_SPARSE, "a decoder of your own over tf.nn.log_softmax"),
    "summary.graph": (_NO_GRAPH, "tf.profiler to see what runs, str(tape) to see what is recorded"),
    "profiler.experimental.client": (_ONE_PROCESS, "tf.profiler in each process"),
    "profiler.experimental.server": (_ONE_PROCESS, "tf.profiler in each process"),
    "debugging.set_log_device_placement": ("placement is not logged", "the .device of a tensor"),
    # names of TensorFlow 1, and words that texts about TensorFlow use as if they were names
    "is_nan": ("it is TensorFlow 1's name", "tf.math.is_nan"),
    "Session": ("it is TensorFlow 1's", "calls of functions, which run at once"),
    "placeholder": ("it is TensorFlow 1's", "the arguments of a Python function"),
    "Variables": ("it is no name of TensorFlow's", "tf.Variable"),
    "modules": ("it is no name of TensorFlow's", "tf.Module"),
    "random.stateless_": ("it is no name of TensorFlow's", "tf.random.stateless_uniform"),
}


def explain(name: str) -> str | None:
    """Why `name`, given without "tf.", is not there, if the table says so."""
    parts = name.split(".")
    for n in range(len(parts), 0, -1):
        key = ".".join(parts[:n])
        if key in ABSENT:
            why, instead = ABSENT[key]
            return f"tf.{key} is not part of zeal: {why}. Use {instead}."
    return None


def error(module: str, name: str) -> AttributeError:
    """What a module raises for a name that it does not have."""
    full = f"{module}.{name}".removeprefix("zeal.")
    plain = f"module {module!r} has no attribute {name!r}"
    return AttributeError(explain(full) or plain, name=name)
