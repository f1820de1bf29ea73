"""Where a redirect leads, and whether a URL may be asked for Autodiscover at all."""

import re
import unicodedata
from urllib.parse import SplitResult, urljoin, urlsplit

LONGEST_URL = 2048

# [EWSMA] AutodiscoverService.cs; without case. protocol.md 1.4
_AUTODISCOVER_PATH = re.compile(r"/autodiscover/([^/]+/)*autodiscover\.xml", re.IGNORECASE)


class WrongUrlError(ValueError):
    """The text is no URL that may be asked; the message is one sentence that says why."""


def checked_url(text: str) -> str:
    """Give the URL as it stands, or raise WrongUrlError.

    Asks only what holds for every URL that a server or a directory names: http or https, a
    host, no user name, nothing invisible, and a sane length.
    """
    _split(text)
    return text


def resolved_location(asked: str, location: str) -> str:
    """Resolve a Location header against the URL that was asked, or raise WrongUrlError.

    RFC 9110 10.2.2: it may be relative, and then its fragment is the asked URL's, which none has.
    """
    location = location.strip(" \t")
    if not location:
        raise WrongUrlError("The redirect names no URL.")
    _check_text(location)
    try:
        # Not joined with a scheme before it: urljoin would lend https:///path the asked host.
        target = location if urlsplit(location).scheme else urljoin(asked, location)
    except ValueError as error:
        raise WrongUrlError("The redirect's URL is malformed.") from error
    return checked_url(target)


def is_autodiscover_url(url: str) -> bool:
    """Tell whether a redirect may lead there: https, and the path of Autodiscover."""
    try:
        parts = _split(url)
    except WrongUrlError:
        return False
    return parts.scheme == "https" and _AUTODISCOVER_PATH.fullmatch(parts.path) is not None


def is_https(url: str) -> bool:
    """Tell whether it is a well-formed https URL."""
    try:
        return _split(url).scheme == "https"
    except WrongUrlError:
        return False


def _split(url: str) -> SplitResult:
    _check_text(url)
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError as error:
        raise WrongUrlError("The URL is malformed.") from error
    if parts.scheme not in {"http", "https"}:
        raise WrongUrlError("The URL begins with neither https:// nor http://.")
    if not host:
        raise WrongUrlError("The URL names no host.")
    # RFC 3986 7.5: a name before the host looks like the host; and a password does not belong here.
    if "@" in parts.netloc:
        raise WrongUrlError("The URL has a user name in it, which is refused.")
    return parts


def _check_text(text: str) -> None:
    if len(text) > LONGEST_URL:
        raise WrongUrlError(f"The URL is longer than {LONGEST_URL:,} characters.")
    if "\\" in text or any(_is_invisible(mark) for mark in text):
        # A backslash is read as a slash by some clients, and so changes the host.
        raise WrongUrlError("The URL has white space, control characters or backslashes in it.")


def _is_invisible(mark: str) -> bool:
    return mark.isspace() or unicodedata.category(mark) in {"Cc", "Cf", "Cs"}
