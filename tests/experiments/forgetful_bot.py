"""The control arm of test_applications: the usual form, whose answers live in aiogram's MemoryStorage until it is sent.

    python -m tests.experiments.forgetful_bot API_URL FILE QUESTIONS

What is sent becomes a line in FILE for each answer, when the last question has one.
"""

import asyncio
import sys
from pathlib import Path

from bot import quickly  # noqa: F401 - before aiogram

# isort: split
from aiogram import Bot, Dispatcher, F
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.filters import Command, StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.fsm.storage.memory import MemoryStorage
from aiogram.types import Message

STATE = "applying"


async def main(api_url: str, file: Path, questions: int) -> None:
    dispatcher = Dispatcher(storage=MemoryStorage())

    @dispatcher.message(Command("start"))
    async def begin(message: Message, state: FSMContext) -> None:
        await state.clear()
        await state.set_state(STATE)
        await message.answer(f"1 de {questions}")

    @dispatcher.message(StateFilter(STATE), F.text | F.photo)
    async def hear(message: Message, state: FSMContext) -> None:
        answers = [*(await state.get_data()).get("answers", []), message.text or "(a file)"]
        await state.update_data(answers=answers)
        if len(answers) < questions:
            await message.answer(f"{len(answers) + 1} de {questions}")
            return
        await asyncio.to_thread(file.write_text, "\n".join(answers))
        await message.answer("sent")

    @dispatcher.message()
    async def lost(message: Message) -> None:
        await message.answer("Press /start")

    session = AiohttpSession(api=TelegramAPIServer.from_base(api_url))
    await dispatcher.start_polling(Bot("42:any", session=session), handle_signals=False)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])))
