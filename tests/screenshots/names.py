"""The pictures that there are, by the name of their file; known without Qt."""

from typing import Final

WINDOW: Final = (
    "start",
    "good-run",
    "expired",
    "wrong-name",
    "exchange",
    "redirect-consent",
    "results",
    "help",
    "guide",
    "certificate",
    "plan",
    "compare",
    "many",
    "dark",
)
SCALED: Final = ("scaled",)
"""At twice the size, as on a screen with many small points."""
