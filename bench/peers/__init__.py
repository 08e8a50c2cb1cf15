"""The same work in every framework. Each module here offers the names that `work.py` asks for."""
