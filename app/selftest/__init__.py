"""Proves that an installed or frozen copy of the program is whole."""

from app.selftest.running import self_test

__all__ = ["self_test"]
