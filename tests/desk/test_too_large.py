"""A body that is too large is answered as the address asked for answers: with a page."""

import asyncio

import httpx

from deployments.desk.app import create
from deployments.desk.surface import FORM
from models.store.engine import Store


def test_a_form_that_is_too_large_is_answered_with_a_page(store: Store) -> None:
    async def asked() -> httpx.Response:
        # Without the sockets: a server that closes before it has read all may lose its answer on the way.
        transport = httpx.ASGITransport(create(store))
        async with httpx.AsyncClient(transport=transport, base_url="http://desk") as http:
            return await http.post("/open/case", content=bytes(FORM + 1))

    answer = asyncio.run(asked())
    assert answer.status_code == 413 and "<code>too_large</code>" in answer.text and "<html" in answer.text
