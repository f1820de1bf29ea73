"""Whatever strangers send: a value or the declared word, soon, and within the memory."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from tests.fuzz import conversations
from tests.fuzz.damage import damaged
from tests.fuzz.limits import Limits
from tests.fuzz.readers import READERS, Reader, forget_folder
from tests.support.memory import peak

EXAMPLES = 400
"""Of a reader that is quick."""
MOST_MEMORY = 96 << 20
"""All examples of a reader together may come to it; most stay below a tenth."""
FOUND = Path(__file__).parent / "found"
LIMITS = Limits()


@pytest.fixture(scope="module", autouse=True)
def nothing_left() -> Iterator[None]:
    yield
    forget_folder()
    conversations.end()


def read(reader: Reader, data: bytes) -> None:
    complaint = "one line"
    with LIMITS.hold(reader.name, data):
        try:
            reader.read(data)
        except reader.declared as declared:
            complaint = str(declared)
    assert len(complaint.splitlines()) == 1


@pytest.mark.parametrize("reader", READERS, ids=lambda one: one.name)
def test_the_whole_seeds_are_read(reader: Reader) -> None:
    for seed in reader.seeds:
        read(reader, seed)


@pytest.mark.timeout(120)
@pytest.mark.parametrize("reader", READERS, ids=lambda one: one.name)
def test_damage_gives_a_value_or_the_declared_word(reader: Reader) -> None:
    @settings(
        max_examples=max(20, EXAMPLES // reader.slow),
        suppress_health_check=list(HealthCheck),
        phases=(Phase.explicit, Phase.generate, Phase.shrink),
        database=None,
    )
    @given(damaged(*reader.seeds))
    def every(data: bytes) -> None:
        read(reader, data)

    with peak() as measured:
        every()

    assert measured.grown < MOST_MEMORY


@pytest.mark.parametrize(
    "path", sorted(FOUND.glob("*/*")), ids=lambda one: f"{one.parent.name}/{one.name}"
)
def test_what_was_once_a_fault_is_none_any_more(path: Path) -> None:
    (reader,) = (one for one in READERS if one.name == path.parent.name)

    read(reader, path.read_bytes())


@given(damaged(b"<a>one</a>"))
def test_damage_is_bytes_of_a_bounded_size(data: bytes) -> None:
    assert len(data) <= 1 << 16


def test_damage_reaches_what_is_read() -> None:
    """Most of it is no longer what it was, and some of it still is near to it."""
    seen: list[bytes] = []

    @settings(max_examples=200, database=None)
    @given(damaged(b"<Autodiscover>one</Autodiscover>"))
    def look(data: bytes) -> None:
        seen.append(data)

    look()
    near = sum(b"Autodiscover" in data for data in seen)
    assert near > len(seen) / 3
    assert len(set(seen)) > len(seen) / 2
