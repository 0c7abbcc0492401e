"""The bell wakes all who wait, and nobody waits for ever."""

import asyncio

from sync.server.bell import Bell


def test_everybody_who_waits_is_woken() -> None:
    async def scene() -> list[str]:
        bell, woken = Bell(), list[str]()

        async def wait(name: str) -> None:
            await bell.wait(30)
            woken.append(name)

        waiting = [asyncio.ensure_future(wait(name)) for name in "ab"]
        # Called after the first step of both, which were scheduled before it.
        asyncio.get_running_loop().call_soon(bell.ring)
        await asyncio.gather(*waiting)
        return woken

    assert sorted(asyncio.run(scene())) == ["a", "b"]


def test_a_wait_has_an_end() -> None:
    async def scene() -> None:
        bell = Bell()
        bell.ring()
        await bell.wait(0.01)

    asyncio.run(scene())
