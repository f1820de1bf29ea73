"""Other programs' logs, read into sessions as far as they go."""

from app.sessionlog.foreign.reader import read_foreign

__all__ = ["read_foreign"]
