"""Calls of every op with arguments of which some are bad: none may end the process."""
