"""Where a conversation stands, kept in the turn's own transaction.

aiogram asks a storage that lives as long as the process; the session of the turn that is running reaches it through a
context variable. State written here commits or rolls back with everything else the turn did.
"""

from collections.abc import Mapping
from contextvars import ContextVar
from typing import Any

from aiogram.fsm.state import State
from aiogram.fsm.storage.base import BaseStorage, StateType, StorageKey
from sqlmodel import select

from bot.db import Session
from bot.models import Scene

current: ContextVar[Session] = ContextVar("session of the turn")


class SceneStorage(BaseStorage):
    """aiogram's storage over `scene` rows, keyed by every field of StorageKey."""

    async def _row(self, key: StorageKey) -> Scene | None:
        return (
            await current.get().exec(
                select(Scene).where(
                    Scene.bot_id == key.bot_id,
                    Scene.chat_id == key.chat_id,
                    Scene.user_id == key.user_id,
                    Scene.thread_id == (key.thread_id or 0),
                    Scene.business_connection_id == (key.business_connection_id or ""),
                    Scene.destiny == key.destiny,
                )
            )
        ).one_or_none()

    async def _row_to_write(self, key: StorageKey) -> Scene:
        row = await self._row(key)
        if row is None:
            row = Scene(
                bot_id=key.bot_id,
                chat_id=key.chat_id,
                user_id=key.user_id,
                thread_id=key.thread_id or 0,
                business_connection_id=key.business_connection_id or "",
                destiny=key.destiny,
                data={},
            )
            current.get().add(row)
        return row

    async def set_state(self, key: StorageKey, state: StateType = None) -> None:
        name = state.state if isinstance(state, State) else state
        if name is None and await self._row(key) is None:
            return
        (await self._row_to_write(key)).state = name

    async def get_state(self, key: StorageKey) -> str | None:
        row = await self._row(key)
        return row.state if row else None

    async def set_data(self, key: StorageKey, data: Mapping[str, Any]) -> None:
        if not data and await self._row(key) is None:
            return
        (await self._row_to_write(key)).data = dict(data)

    async def get_data(self, key: StorageKey) -> dict[str, Any]:
        row = await self._row(key)
        return dict(row.data) if row else {}

    async def close(self) -> None:
        """Nothing is held open between turns."""
