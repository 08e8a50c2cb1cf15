"""References, in NumPy and in double precision, that are too long to stand in an op's record."""
