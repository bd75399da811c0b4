"""Who may come in: this machine, and no page from elsewhere."""

import pytest

from bot.playground import Running, serve
from bot.playground.files import Upload
from tests.playground.speaking import Bot


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.5", "example.com", ""])
async def test_it_listens_on_this_machine_only(host: str) -> None:
    with pytest.raises(ValueError, match="this machine only"):
        await serve(host, 0, None)


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"Host": "localhost:80"}, 200),
        ({"Host": "[::1]:80"}, 200),
        ({"Host": "evil.example"}, 403),
        ({"Host": "127.0.0.1.evil.example"}, 403),
        ({"Host": ""}, 403),
        ({"Origin": "http://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Sec-Fetch-Site": "same-origin"}, 200),
    ],
)
async def test_a_page_from_elsewhere_cannot_drive_it(
    running: Running, bot: Bot, headers: dict[str, str], status: int
) -> None:
    for path in ("/playground/state", "/bot42:any/getMe"):
        async with bot.session.get(running.url + path, headers=headers) as response:
            assert response.status == status
            assert "Access-Control-Allow-Origin" not in response.headers


async def test_its_own_page_may(running: Running, bot: Bot) -> None:
    headers = {"Origin": running.url, "Sec-Fetch-Site": "same-origin"}
    async with bot.session.post(f"{running.url}/playground/clock", json={"advance": 1}, headers=headers) as response:
        assert response.status == 200
    other = {"Origin": "http://127.0.0.1:1"}
    async with bot.session.post(f"{running.url}/playground/clock", json={"advance": 1}, headers=other) as response:
        assert response.status == 403


async def test_the_page_can_be_opened_by_a_link(running: Running, bot: Bot) -> None:
    async with bot.session.get(running.url, headers={"Sec-Fetch-Site": "cross-site"}) as response:
        assert response.status == 200


async def test_uploaded_pages_never_run(running: Running, bot: Bot) -> None:
    file = running.world.files.keep("document", Upload("x.html", "text/html", b"<script>alert(1)</script>"))
    async with bot.session.get(f"{running.url}/playground/files/{file.unique_id}") as response:
        assert response.content_type == "application/octet-stream"
        assert response.headers["Content-Security-Policy"].startswith("sandbox")
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert response.headers["Content-Disposition"] == 'attachment; filename="x.html"'


async def test_unknown_addresses_and_files_are_not_found(running: Running, bot: Bot) -> None:
    for path in (
        "/nothing",
        "/bot42:any",
        "/file/bot42:any/nothing",
        "/playground/files/nothing",
        "/playground/nothing",
    ):
        async with bot.session.get(running.url + path) as response:
            assert response.status == 404
