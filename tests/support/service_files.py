"""Answers of Exchange 2007's services as files, for web servers that know no SOAP."""

import re
from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Final

from app.practice.services import (
    BOOK_FILE,
    reply_of_address_book,
    reply_of_unified_messaging,
    reply_of_web_services,
)
from app.protocol.availability import availability_request
from app.protocol.oof import oof_request
from app.protocol.um import um_request

_ANN: Final = "ann@contoso.example"
_BODY: Final = re.compile(rb"(<soap:Body>)(.*)(</soap:Body>)", re.DOTALL)


def _web_services() -> bytes:
    """Give the answers to both questions at once: each finds its own by its name."""
    questions = (availability_request(_ANN, date(2007, 6, 1)), oof_request(_ANN))
    answers = [
        reply_of_web_services(question.encode(), frozenset({_ANN}))[1].body
        for question in questions
    ]
    contents = [found[2] for answer in answers if (found := _BODY.search(answer))]
    return _BODY.sub(lambda found: found[1] + b"".join(contents) + found[3], answers[0])


def _book(file: str) -> bytes:
    document = reply_of_address_book(file)
    assert document is not None
    return document.body


def service_files(exchange: str, messaging: str, address_book: str) -> Mapping[str, bytes]:
    """Give what lies at these paths, and in the directory of the address book."""
    return MappingProxyType(
        {
            exchange: _web_services(),
            messaging: reply_of_unified_messaging(um_request().encode())[1].body,
            f"{address_book}oab.xml": _book("oab.xml"),
            f"{address_book}{BOOK_FILE}": _book(BOOK_FILE),
        }
    )
