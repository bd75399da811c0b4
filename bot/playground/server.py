"""The HTTP server: who may come in, which address leads where, and its start and end."""

import json
from collections.abc import Awaitable, Callable, Iterable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from aiohttp import web

from bot.playground import control, control_chats, dispatch
from bot.playground.body import BODY_LIMIT
from bot.playground.control import WORLD, Wrong
from bot.playground.errors import Refused
from bot.playground.webhook import Deliveries
from bot.playground.world import Playground

PAGE = Path(__file__).with_name("page.html")
SHOWN_INLINE = ("image/png", "image/jpeg", "image/gif", "image/webp", "audio/ogg", "audio/mpeg", "video/mp4")
FILE_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "Cache-Control": "private, max-age=86400",
}

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def is_loopback(host: str) -> bool:
    """Names that always mean this machine, whatever a resolver says."""
    host = host.lower().rstrip(".")
    return host in ("localhost", "::1") or (host.startswith("127.") and host.replace(".", "").isdecimal())


def host_of(header: str) -> str:
    try:
        return urlsplit(f"//{header}").hostname or ""
    except ValueError:
        return ""


@web.middleware
async def only_this_machine(request: web.Request, handler: Handler) -> web.StreamResponse:
    """No page from elsewhere may drive the playground: neither by another name for this address (the Host header),
    nor from another origin (Origin, Sec-Fetch-Site). There are no CORS headers."""
    headers = request.headers
    host = headers.get("Host", "")
    origin = headers.get("Origin")
    site = headers.get("Sec-Fetch-Site", "none")
    at_home = is_loopback(host_of(host)) and (origin is None or origin == f"http://{host}")
    if not at_home or (site not in ("none", "same-origin") and request.path != "/"):
        return web.Response(status=403, text="The playground answers only this machine.\n")
    return await handler(request)


def answering(work: Callable[[web.Request], Awaitable[dict[str, Any]]]) -> Handler:
    """A control function as a handler: its dict is the JSON answer, on disk before it leaves."""

    async def handler(request: web.Request) -> web.StreamResponse:
        try:
            answer = await work(request)
        except Wrong as wrong:
            return _json(wrong.body, wrong.status)
        except Refused as refusal:
            return _json({"error": refusal.description}, refusal.status)
        if request.method != "GET":
            request.app[WORLD].store.flush()
        return _json(answer)

    return handler


def _json(answer: dict[str, Any], status: int = 200) -> web.Response:
    return web.Response(
        body=json.dumps(answer, ensure_ascii=False).encode(),
        status=status,
        content_type="application/json",
        headers={"Cache-Control": "no-store"},
    )


async def page(request: web.Request) -> web.StreamResponse:
    """Read each time, so that a changed page shows at the next reload."""
    if not PAGE.exists():
        return web.Response(text="The playground runs. Its chat page is not here yet.\n")
    return web.Response(
        body=PAGE.read_bytes(), content_type="text/html", charset="utf-8", headers={"Cache-Control": "no-store"}
    )


async def bot_file(request: web.Request) -> web.StreamResponse:
    files = request.app[WORLD].files
    file = files.by_path.get(request.match_info["path"])
    if file is None:
        return dispatch.respond(Refused(404, "Not Found"))
    return web.Response(body=files.content(file), content_type="application/octet-stream", headers=FILE_HEADERS)


async def page_file(request: web.Request) -> web.StreamResponse:
    """A file as the page shows it; what a browser could run is only ever a download."""
    files = request.app[WORLD].files
    file = files.by_unique.get(request.match_info["id"])
    if file is None:
        return _json({"error": "There is no such file."}, 404)
    headers = dict(FILE_HEADERS)
    shown = file.mime_type in SHOWN_INLINE
    if not shown:
        name = file.name.encode("ascii", "replace").decode().replace('"', "'").replace("\\", "_")
        headers["Content-Disposition"] = f'attachment; filename="{name}"'
    kind = file.mime_type if shown else "application/octet-stream"
    return web.Response(body=files.content(file), content_type=kind, headers=headers)


async def no_such_thing(request: web.Request) -> web.StreamResponse:
    return dispatch.respond(Refused(404, "Not Found"))


def application(world: Playground, pages: Iterable[web.RouteDef] = ()) -> web.Application:
    async def bot_method(request: web.Request) -> web.StreamResponse:
        return await dispatch.handle(world, request)

    app = web.Application(client_max_size=BODY_LIMIT, middlewares=[only_this_machine])
    app[WORLD] = world
    app.router.add_route("*", "/bot{token}/{method}", bot_method)
    app.router.add_get("/file/bot{token}/{path:.+}", bot_file)
    app.router.add_get("/playground/files/{id}", page_file)
    for method, path, work in (*control.ROUTES, *control_chats.ROUTES):
        app.router.add_route(method, path, answering(work))
    app.router.add_get("/", page)
    app.router.add_routes(pages)
    app.router.add_route("*", "/{anything:.*}", no_such_thing)
    return app


class Running:
    """A playground that answers; `close` ends it and leaves its file complete."""

    def __init__(self, world: Playground, runner: web.AppRunner, deliveries: Deliveries, host: str, port: int) -> None:
        self.world = world
        self.runner = runner
        self.deliveries = deliveries
        self.port = port
        self.url = f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"

    async def close(self) -> None:
        await self.deliveries.close()
        await self.runner.cleanup()
        self.world.close()


async def serve(
    host: str = "127.0.0.1",
    port: int = 0,
    state: Path | None = None,
    *,
    rate_factor: float = 1.0,
    limits: bool = True,
    pages: Iterable[web.RouteDef] = (),
) -> Running:
    """Starts a playground on this machine only. ValueError for any other host; OSError when the port is taken.

    `state` is its file (None: forgotten at the end). `rate_factor` multiplies the sending limits;
    `limits=False` switches them off. `pages` are a guest's, answered at the same address.
    """
    if not is_loopback(host):
        raise ValueError(f"The playground listens on this machine only: 127.0.0.1 or localhost, not {host!r}.")
    world = Playground(state, rate_factor=rate_factor if limits else 0)
    # Cancelling the handler of a broken connection frees the place of a poller that was killed.
    runner = web.AppRunner(application(world, pages), handler_cancellation=True, access_log=None, shutdown_timeout=1.0)
    await runner.setup()
    try:
        await web.TCPSite(runner, host, port).start()
    except OSError:
        await runner.cleanup()
        world.close()
        raise
    deliveries = Deliveries(world, dispatch.perform)
    deliveries.start()
    bound: int = runner.addresses[0][1]
    return Running(world, runner, deliveries, host, bound)
