"""The control arm of test_nothing_is_lost: aiogram's own polling, which acknowledges before its handlers end.

    python -m tests.experiments.plain_bot API_URL FILE

Each message becomes a line in FILE (its effect) and is answered, after the moment that a busy database takes.
"""

import asyncio
import sys
from pathlib import Path

from bot import quickly  # noqa: F401 - before aiogram

# isort: split
from aiogram import Bot, Dispatcher
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.types import Message


async def main(api_url: str, file: Path) -> None:
    dispatcher = Dispatcher()

    @dispatcher.message()
    async def heard(message: Message) -> None:
        await asyncio.sleep(0.2)
        with file.open("a") as effects:
            effects.write(f"{message.text}\n")
        await message.answer("ok")

    session = AiohttpSession(api=TelegramAPIServer.from_base(api_url))
    await dispatcher.start_polling(Bot("42:any", session=session), handle_signals=False)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], Path(sys.argv[2])))
