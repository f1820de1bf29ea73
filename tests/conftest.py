"""What holds for every test: Qt draws off screen, and nothing of the user's settings is touched."""

import os

# Before anything imports PySide6; a test that wants a real screen starts a process of its own.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
