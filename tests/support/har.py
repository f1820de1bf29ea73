"""HAR 1.2 as its specification has it, field by field: what does not fit is refused.

http://www.softwareishard.com/blog/har-12-spec/
"""

from datetime import datetime
from typing import Annotated, Literal

from msgspec import Meta, Struct

Text = str
NotNegative = Annotated[float, Meta(ge=0)]
OrUnknown = Annotated[float, Meta(ge=-1)]
Moment = Annotated[datetime, Meta(tz=True)]


class _Part(Struct, forbid_unknown_fields=True, kw_only=True):
    comment: Text = ""


class Creator(_Part, kw_only=True):
    name: Text
    version: Text


class PageTimings(_Part, kw_only=True):
    onContentLoad: OrUnknown = -1  # noqa: N815 - the names are the specification's.
    onLoad: OrUnknown = -1  # noqa: N815


class Page(_Part, kw_only=True):
    startedDateTime: Moment  # noqa: N815
    id: Text
    title: Text
    pageTimings: PageTimings  # noqa: N815


class Cookie(_Part, kw_only=True):
    name: Text
    value: Text


class Pair(_Part, kw_only=True):
    name: Text
    value: Text


class PostData(_Part, kw_only=True):
    mimeType: Text  # noqa: N815
    params: list[Pair]
    text: Text


class Request(_Part, kw_only=True):
    method: Text
    url: Text
    httpVersion: Text  # noqa: N815
    cookies: list[Cookie]
    headers: list[Pair]
    queryString: list[Pair]  # noqa: N815
    postData: PostData | None = None  # noqa: N815
    headersSize: Annotated[int, Meta(ge=-1)]  # noqa: N815
    bodySize: Annotated[int, Meta(ge=-1)]  # noqa: N815


class Content(_Part, kw_only=True):
    size: Annotated[int, Meta(ge=0)]
    mimeType: Text  # noqa: N815
    compression: int = 0
    text: Text = ""
    encoding: Literal["base64", ""] = ""


class Response(_Part, kw_only=True):
    status: int
    statusText: Text  # noqa: N815
    httpVersion: Text  # noqa: N815
    cookies: list[Cookie]
    headers: list[Pair]
    content: Content
    redirectURL: Text  # noqa: N815
    headersSize: Annotated[int, Meta(ge=-1)]  # noqa: N815
    bodySize: Annotated[int, Meta(ge=-1)]  # noqa: N815


class Cache(_Part, kw_only=True):
    """Nothing is kept between runs."""


class Timings(_Part, kw_only=True):
    blocked: OrUnknown = -1
    dns: OrUnknown = -1
    connect: OrUnknown = -1
    ssl: OrUnknown = -1
    send: NotNegative
    wait: NotNegative
    receive: NotNegative


class Entry(_Part, kw_only=True):
    pageref: Text
    startedDateTime: Moment  # noqa: N815
    time: NotNegative
    request: Request
    response: Response
    cache: Cache
    timings: Timings
    serverIPAddress: Text = ""  # noqa: N815
    connection: Text = ""


class Log(_Part, kw_only=True):
    version: Literal["1.2"]
    creator: Creator
    pages: list[Page]
    entries: list[Entry]


class Archive(Struct, forbid_unknown_fields=True, kw_only=True):
    log: Log
