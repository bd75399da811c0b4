"""aiogram, imported in a quarter of its time.

On import it has pydantic build a validator for each of Telegram's four hundred types, which was half of what this
program needed to start; few of them are ever met. Here each is built when it is first used, among the same names.
Whoever imports aiogram imports this before; after it, it changes nothing but the wait.
"""

import sys
from typing import Any

from pydantic import BaseModel


def _import_aiogram() -> None:
    names: dict[str, Any] = {}

    def postpone(cls: type[BaseModel], *, _types_namespace: dict[str, Any], **_: Any) -> None:
        names.update(_types_namespace)

    def rebuild(cls: type[BaseModel], **how: Any) -> Any:
        return at_once.__func__(cls, **{**how, "_types_namespace": how.get("_types_namespace") or names})

    at_once = BaseModel.__dict__["model_rebuild"]
    BaseModel.model_rebuild = classmethod(postpone)  # type: ignore[method-assign, assignment, arg-type]
    try:
        from aiogram.methods.base import Response, TelegramMethod  # noqa: PLC0415 - this is what the module is for
        from aiogram.types import TelegramObject  # noqa: PLC0415
    finally:
        BaseModel.model_rebuild = at_once  # type: ignore[method-assign]
    for root in (TelegramObject, TelegramMethod, Response):
        root.model_rebuild = classmethod(rebuild)  # type: ignore[method-assign, assignment, arg-type]


if "aiogram.types" not in sys.modules:
    _import_aiogram()
