"""zeal against TensorFlow, call by call."""
