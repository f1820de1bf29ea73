"""What the PC itself knows of its place in a domain, with the origin of each fact."""

from app.machine.detection import detect
from app.machine.here import this_platform
from app.machine.platform import Inquiry, NotToldError, Platform, Told

__all__ = ["Inquiry", "NotToldError", "Platform", "Told", "detect", "this_platform"]
