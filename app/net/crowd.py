"""Keeps runs that go on at the same time from crowding one server."""

import anyio


class Crowd:
    """How many of them may be at one address, and at the name servers, at the same time."""

    def __init__(self, per_host: int, per_resolver: int) -> None:
        self._per_host = per_host
        self._places: dict[str, Place] = {}
        self.asking = anyio.Semaphore(per_resolver)
        """For the time of one question."""

    async def enter(self, address: str) -> "Place":
        """Wait until there is room at an address; the caller leaves it again, once."""
        place = self._places.get(address)
        if place is None:
            place = self._places[address] = Place(self, address, self._per_host)
        await place.take()
        return place

    def forget(self, address: str) -> None:
        """Drop a place that nobody is at: thousands of servers are met, a few at a time."""
        del self._places[address]

    @property
    def busy(self) -> int:
        """How many addresses somebody is at, or waits for."""
        return len(self._places)


class Place:
    """One address, as long as anybody is there or waits for it."""

    def __init__(self, crowd: Crowd, address: str, room: int) -> None:
        self._crowd = crowd
        self._address = address
        self._room = anyio.Semaphore(room)
        self._count = 0

    async def take(self) -> None:
        self._count += 1
        try:
            await self._room.acquire()
        except BaseException:
            # Cancelled while it waited.
            self._gone()
            raise

    def leave(self) -> None:
        self._room.release()
        self._gone()

    def _gone(self) -> None:
        self._count -= 1
        if not self._count:
            self._crowd.forget(self._address)
