"""The session log: each event as one line, readable up to the last complete one."""

from app.sessionlog.foreign import read_foreign
from app.sessionlog.lines import PassedOver, WrongLogError, encoded_line
from app.sessionlog.places import SUFFIX, data_folder, new_log_path
from app.sessionlog.reader import load, read_lines, read_session
from app.sessionlog.writer import SessionWriter

__all__ = [
    "SUFFIX",
    "PassedOver",
    "SessionWriter",
    "WrongLogError",
    "data_folder",
    "encoded_line",
    "load",
    "new_log_path",
    "read_foreign",
    "read_lines",
    "read_session",
]
