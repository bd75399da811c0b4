"""`python -m bot.playground`: the playground alone, without installing or starting the bot."""

import argparse
import asyncio
import signal
import sys
from pathlib import Path

from bot.playground import serve


async def _run(options: argparse.Namespace) -> None:
    running = await serve(
        options.host, options.port, options.state, rate_factor=options.rate_factor, limits=not options.no_limits
    )
    sys.stdout.write(f"{running.url}\n")
    sys.stdout.flush()
    stop = asyncio.Event()
    for sign in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(sign, stop.set)
    await stop.wait()
    await running.close()


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bot.playground", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8081)
    parser.add_argument("--state", type=Path, help="where chats and ids are kept; left out, they are forgotten")
    parser.add_argument("--rate-factor", type=float, default=1.0, help="multiplies Telegram's sending limits")
    parser.add_argument("--no-limits", action="store_true", help="switches the sending limits off")
    try:
        asyncio.run(_run(parser.parse_args()))
    except (ValueError, OSError) as trouble:
        sys.exit(str(trouble))


if __name__ == "__main__":
    main()
