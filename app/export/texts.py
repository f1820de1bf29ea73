"""Goes through every text that a value holds, however deep, and gives the value with others."""

from collections.abc import Callable
from enum import Enum
from typing import Any, TypeVar

from msgspec import Struct

T = TypeVar("T")


def with_texts(value: T, text: Callable[[str], str], octets: Callable[[bytes], bytes] = bytes) -> T:
    """Give the value with each text and each run of bytes as the functions have it.

    Members of an enumeration are words of this program's own, and stay.
    """

    def changed(one: Any) -> Any:  # noqa: ANN401 - whatever the fields of a value hold.
        match one:
            case Enum():
                return one
            case str():
                return text(one)
            case bytes():
                return octets(one)
            case tuple():
                return tuple(map(changed, one))
            case Struct():
                fields = {name: getattr(one, name) for name in one.__struct_fields__}
                return type(one)(**{name: changed(held) for name, held in fields.items()})
            case _:
                return one

    given: T = changed(value)
    return given
