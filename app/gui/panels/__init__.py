"""Widgets that show a value and emit a wish; none of them knows the engine."""
