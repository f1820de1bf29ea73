import anyio
import pytest

from app.net.crowd import Crowd

pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


async def test_so_many_are_at_one_address_at_a_time_and_others_elsewhere() -> None:
    crowd = Crowd(per_host=2, per_resolver=1)
    there: dict[str, int] = {"a": 0, "b": 0}
    most: dict[str, int] = {"a": 0, "b": 0}

    async def visit(address: str) -> None:
        place = await crowd.enter(address)
        there[address] += 1
        most[address] = max(most[address], there[address])
        await anyio.lowlevel.checkpoint()
        there[address] -= 1
        place.leave()

    async with anyio.create_task_group() as group:
        for _ in range(9):
            group.start_soon(visit, "a")
        group.start_soon(visit, "b")

    assert most == {"a": 2, "b": 1}
    assert crowd.busy == 0


async def test_who_gives_up_waiting_takes_no_room() -> None:
    crowd = Crowd(per_host=1, per_resolver=1)
    place = await crowd.enter("a")

    with anyio.move_on_after(0) as scope:
        await crowd.enter("a")
    place.leave()

    assert scope.cancelled_caught
    assert crowd.busy == 0
    (await crowd.enter("a")).leave()
