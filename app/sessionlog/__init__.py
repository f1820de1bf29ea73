"""The session log: each event as one line, readable up to the last complete one.

Other programs' logs are read by `app.sessionlog.foreign`, with libraries that nothing else needs.
"""

from app.sessionlog.lines import PassedOver, WrongLogError, encoded_line
from app.sessionlog.note import write_note
from app.sessionlog.places import SUFFIX, data_folder, make_private, new_log_path
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
    "make_private",
    "new_log_path",
    "read_lines",
    "read_session",
    "write_note",
]
