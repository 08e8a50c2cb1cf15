"""What of TensorFlow's public API is no part of zeal: why, and what to use instead.

The table makes the AttributeErrors of zeal's modules and the page of names in the documentation. A
key stands for everything below it as well, and one that ends with a star for all that begin so.
"""

from __future__ import annotations

_NO_STRINGS = "there are no string tensors"
_NO_GRAPH = "zeal executes eagerly and has no graphs"
_NO_SPARSE = "there are no sparse tensors, only IndexedSlices"
_NO_QUANTIZED = "there are no quantized dtypes"
_FORMATS = "file formats are left to the libraries that know them"
_NO_RAGGED = "there are no ragged tensors"
_NO_OPERATORS = "matrices that know their structure are not there"
_DEBUGGER = "debuggers of graphs are not needed where Python runs the program"
_NO_TYPES = "tensors are the only values that ops take"
_DTYPES = "there is no such dtype"
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
    "ragged": (_NO_RAGGED, "tf.sequence_mask over a padded tensor"),
    "RaggedTensor": (_NO_RAGGED, "a padded tensor and its row lengths"),
    "RaggedTensorSpec": (_NO_RAGGED, "tf.TensorSpec of a padded tensor"),
    "ragged_fill_empty_rows": (_NO_RAGGED, "tf.sequence_mask over a padded tensor"),
    "ragged_fill_empty_rows_grad": (_NO_RAGGED, "tf.sequence_mask over a padded tensor"),
    "experimental.RowPartition": (_NO_RAGGED, "the row lengths as a tensor"),
    "experimental.DynamicRaggedShape": (_NO_RAGGED, "the row lengths as a tensor"),
    "experimental.StructuredTensor": (_NO_TYPES, "a dict of tensors, with tf.nest"),
    "SparseTensorSpec": (_NO_SPARSE, "tf.TensorSpec"),
    "IndexedSlicesSpec": (_NO_TYPES, "tf.TensorSpec of the values and of the indices"),
    "NoneTensorSpec": (_NO_TYPES, "None"),
    "OptionalSpec": (_NO_TYPES, "None"),
    "TensorArraySpec": (_NO_TYPES, "tf.TensorSpec of the elements"),
    "TypeSpec": (_NO_TYPES, "tf.TensorSpec"),
    "register_tensor_conversion_function": (
        "types say themselves how they become tensors",
        "a method __tf_tensor__(dtype, name) or __array__",
    ),
    "edit_distance": (_NO_SPARSE, "a function of your own over lists"),
    "variant": (_NO_TYPES, "Python's objects"),
    "resource": (_NO_TYPES, "tf.Variable, which ops take as it is"),
    "dtypes.variant": (_NO_TYPES, "Python's objects"),
    "dtypes.resource": (_NO_TYPES, "tf.Variable, which ops take as it is"),
    "dtypes.string": (_NO_STRINGS, "Python's str, or a NumPy array of strings"),
    "fingerprint": (_NO_STRINGS, "hashlib"),
    "io": (_FORMATS, "pathlib to read, Pillow to decode, numpy.frombuffer to parse"),
    "make_ndarray": (_FORMATS, "the method numpy() of a tensor"),
    "make_tensor_proto": (_FORMATS, "numpy.save, or safetensors"),
    "image.adjust_jpeg_quality": (_FORMATS, "Pillow, in the input pipeline"),
    "image.random_jpeg_quality": (_FORMATS, "Pillow, in the input pipeline"),
    "image.stateless_random_jpeg_quality": (_FORMATS, "Pillow, in the input pipeline"),
    "image.decode_and_crop_jpeg": (_FORMATS, "Pillow or imageio, then tf.constant"),
    "image.decode_bmp": (_FORMATS, "Pillow or imageio, then tf.constant"),
    "image.decode_gif": (_FORMATS, "Pillow or imageio, then tf.constant"),
    "image.decode_jxl": (_FORMATS, "Pillow or imageio, then tf.constant"),
    "image.decode_webp": (_FORMATS, "Pillow or imageio, then tf.constant"),
    "image.encode_jpeg": (_FORMATS, "the method numpy() of a tensor, then Pillow or imageio"),
    "image.encode_png": (_FORMATS, "the method numpy() of a tensor, then Pillow or imageio"),
    "image.extract_jpeg_shape": (_FORMATS, "the size that Pillow gives"),
    "image.is_jpeg": (_FORMATS, "the format that Pillow gives"),
    "image.generate_bounding_box_proposals": (
        "it is TensorFlow's on GPUs only, too",
        "boxes computed from the anchors, and tf.image.non_max_suppression",
    ),
    "train.BytesList": (_FORMATS, "a library for protocol buffers, or safetensors"),
    "train.Feature": (_FORMATS, "a library for protocol buffers, or safetensors"),
    "train.FeatureList": (_FORMATS, "a library for protocol buffers, or safetensors"),
    "train.FeatureLists": (_FORMATS, "a library for protocol buffers, or safetensors"),
    "train.FloatList": (_FORMATS, "a library for protocol buffers, or safetensors"),
    "train.Int64List": (_FORMATS, "a library for protocol buffers, or safetensors"),
    "train.SequenceExample": (_FORMATS, "a library for protocol buffers, or safetensors"),
    "train.CheckpointOptions": ("there is nothing to choose", "tf.train.Checkpoint without them"),
    "train.CheckpointView": ("checkpoints are read as they are", "tf.train.load_checkpoint"),
    "train.TrackableView": ("objects are walked as they are", "tf.Module"),
    "train.experimental": ("checkpoints are written as they are", "tf.train.Checkpoint"),
    "train.ClusterDef": (_ONE_PROCESS, "several processes, and the sum of their gradients"),
    "train.ClusterSpec": (_ONE_PROCESS, "several processes, and the sum of their gradients"),
    "train.Coordinator": (_ONE_PROCESS, "Python's threading.Event"),
    "train.JobDef": (_ONE_PROCESS, "several processes, and the sum of their gradients"),
    "train.ServerDef": (_ONE_PROCESS, "several processes, and the sum of their gradients"),
    "config.experimental_connect_to_cluster": (_ONE_PROCESS, "several processes"),
    "config.experimental_connect_to_host": (_ONE_PROCESS, "several processes"),
    "experimental.async_scope": (_ONE_PROCESS, "the calls as they are"),
    "experimental.async_clear_error": (_ONE_PROCESS, "the calls as they are"),
    "experimental.function_executor_type": (_ONE_PROCESS, "the calls as they are"),
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
    "data.Dataset.snapshot": ("one file holds what is kept", "Dataset.cache(filename), or save"),
    "data.experimental.snapshot": ("one file holds what is kept", "Dataset.cache(filename)"),
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
    "experimental.tensorrt": (_NO_GRAPH, "the ops as they are"),
    "import_graph_def": (_NO_GRAPH, "plain Python"),
    "RegisterGradient": (_NO_GRAPH, "tf.custom_gradient"),
    "no_gradient": (_NO_GRAPH, "tf.stop_gradient"),
    "nondifferentiable_batch_function": (_NO_GRAPH, "plain Python"),
    "variable_creator_scope": (_NO_GRAPH, "a function of your own that makes the variables"),
    "check_pinned": (_NO_GRAPH, "the .device of a tensor"),
    "mlir": (_NO_GRAPH, "plain Python"),
    "autograph.to_code": (_NO_GRAPH, "inspect.getsource"),
    "autograph.to_graph": (_NO_GRAPH, "the function as it is"),
    "config.experimental.ClusterDeviceFilters": (_ONE_PROCESS, "several processes"),
    "quantization.experimental": (_NO_GRAPH, "tf.quantization"),
    "autograph.experimental.Feature": (_NO_GRAPH, "the function as it is"),
    "errors.OperatorNotAllowedInGraphError": (_NO_GRAPH, "TypeError, which it is a kind of"),
    "debugging.experimental": (_DEBUGGER, "tf.debugging.enable_check_numerics, or pdb"),
    "experimental.enable_strict_mode": ("there are no deprecated ops", "warnings as errors"),
    "experimental.register_filesystem_plugin": (_FORMATS, "fsspec"),
    "experimental.ExtensionType": (_NO_TYPES, "a dataclass, with tf.nest"),
    "experimental.BatchableExtensionType": (_NO_TYPES, "a dataclass, with tf.nest"),
    "experimental.ExtensionTypeBatchEncoder": (_NO_TYPES, "a dataclass, with tf.nest"),
    "experimental.ExtensionTypeSpec": (_NO_TYPES, "tf.TensorSpec"),
    "experimental.extension_type": (_NO_TYPES, "a dataclass, with tf.nest"),
    "experimental.dispatch_for_api": (_NO_TYPES, "a function of your own"),
    "experimental.dispatch_for_binary_elementwise_apis": (_NO_TYPES, "a function of your own"),
    "experimental.dispatch_for_binary_elementwise_assert_apis": (
        _NO_TYPES,
        "a function of your own",
    ),
    "experimental.dispatch_for_unary_elementwise_apis": (_NO_TYPES, "a function of your own"),
    "experimental.unregister_dispatch_for": (_NO_TYPES, "a function of your own"),
    "experimental.dtensor": (_ONE_PROCESS, "several processes, and the sum of their gradients"),
    "conv": ("it is an op of TensorFlow's own", "tf.nn.convolution"),
    "conv2d_backprop_filter_v2": (
        "it is an op of TensorFlow's own",
        "tf.GradientTape, or tf.raw_ops.Conv2DBackpropFilter",
    ),
    "conv2d_backprop_input_v2": (
        "it is an op of TensorFlow's own",
        "tf.nn.conv2d_transpose, or tf.raw_ops.Conv2DBackpropInput",
    ),
    "approx_top_k": ("it is an op of TensorFlow's own", "tf.math.approx_max_k"),
    "extract_volume_patches": ("it is TensorFlow 1's", "tf.nn.conv3d with one-hot filters"),
    "security": ("there is nothing to configure", "the messages of the errors"),
    "tools": ("it is made for TensorFlow's own build", "zeal's documentation"),
    "compat.v2": ("the package itself is TensorFlow 2's API", "import zeal as tf"),
    "compat.forward_compatibility_horizon": (_NO_GRAPH, "the release that is installed"),
    "linalg.LinearOperator*": (_NO_OPERATORS, "the matrix itself, with tf.linalg"),
    "linalg.experimental": (_NO_OPERATORS, "tf.linalg.solve, or a loop of tf.linalg.matvec"),
    "nn.RNNCellDeviceWrapper": ("it is TensorFlow 1's", "tf.device in the cell"),
    "nn.RNNCellDropoutWrapper": ("it is TensorFlow 1's", "tf.nn.dropout in the cell"),
    "nn.RNNCellResidualWrapper": ("it is TensorFlow 1's", "a sum in the cell"),
    "test.TestCase": ("tests are left to the libraries for them", "unittest and numpy.testing"),
    "test.Benchmark": ("tests are left to the libraries for them", "timeit or pytest-benchmark"),
    "test.benchmark_config": ("tests are left to the libraries for them", "timeit"),
    "test.main": ("tests are left to the libraries for them", "unittest.main or pytest"),
    "test.create_local_cluster": (_ONE_PROCESS, "several processes"),
    "test.disable_with_predicate": ("tests are left to the libraries for them", "pytest.mark"),
    "test.with_eager_op_as_function": (_NO_GRAPH, "the class as it is"),
    "test.assert_equal_graph_def": (_NO_GRAPH, "numpy.testing.assert_equal"),
    "test.experimental": ("tests are left to the libraries for them", "pytest"),
    "test.is_cpu_target_available": (_NO_GRAPH, "tf.config.instruction_set"),
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

for _name in ("qint8", "qint16", "qint32", "quint8", "quint16"):
    for _home in ("", "dtypes."):
        ABSENT[_home + _name] = (_NO_QUANTIZED, "int8 or uint8, with a scale of your own")
for _home in ("experimental.", "dtypes.experimental."):
    for _name in (
        "int2", "int4", "uint2", "uint4", "float4_e2m1fn",
        "float8_e4m3b11fnuz", "float8_e4m3fnuz", "float8_e5m2fnuz",
    ):  # fmt: skip
        ABSENT[_home + _name] = (
            _DTYPES,
            "int8, tf.float16 or tf.dtypes.experimental.float8_e4m3fn",
        )
ABSENT["dtypes.QUANTIZED_DTYPES"] = (_NO_QUANTIZED, "int8 or uint8, with a scale of your own")


def explain(name: str) -> str | None:
    """Why `name`, given without "tf.", is not there, if the table says so."""
    parts = name.split(".")
    for n in range(len(parts), 0, -1):
        key = ".".join(parts[:n])
        if key in ABSENT:
            why, instead = ABSENT[key]
            return f"tf.{key} is not part of zeal: {why}. Use {instead}."
    for key, (why, instead) in ABSENT.items():
        if key.endswith("*") and name.startswith(key[:-1]):
            return f"tf.{name} is not part of zeal: {why}. Use {instead}."
    if parts[0] == "raw_ops" and len(parts) > 1:
        why = "the raw ops there are those that zeal's functions are made of"
        return f"tf.{name} is not part of zeal: {why}. Use the function of tf that it is part of."
    return None


def error(module: str, name: str) -> AttributeError:
    """What a module raises for a name that it does not have."""
    full = f"{module}.{name}".removeprefix("zeal.")
    plain = f"module {module!r} has no attribute {name!r}"
    return AttributeError(explain(full) or plain, name=name)
