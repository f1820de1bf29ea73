"""Bytes to values and back: what goes over the wire, without the wire."""
