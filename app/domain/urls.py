"""Reads the parts of a URL that may be any text: a log can hold whatever a server said."""

from urllib.parse import urlsplit


def host_of(url: str) -> str:
    """Give the host in lower case; empty where the text is no URL with one."""
    try:
        return (urlsplit(url).hostname or "").lower()
    except ValueError:
        return ""


def scheme_of(url: str) -> str:
    """Give the scheme in lower case; empty where the text is no URL that can be read."""
    try:
        return urlsplit(url).scheme.lower()
    except ValueError:
        return ""
