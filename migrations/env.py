"""Alembic's environment: one history for SQLite and PostgreSQL, run over the caller's connection."""

from typing import Any

from alembic import context
from sqlmodel import SQLModel
from sqlmodel.sql.sqltypes import AutoString

import bot.models  # noqa: F401 - fills the metadata
from bot.models.base import Coded, Sealed, UtcDateTime

config = context.config


def render_item(kind: str, item: Any, autogen: Any) -> str | bool:
    """Write our own column types as the plain ones they are in the database."""
    if kind != "type":
        return False
    if isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if isinstance(item, Sealed):
        return "sa.Text()"
    if isinstance(item, Coded):
        return "sa.String(length=20)"
    if isinstance(item, AutoString):
        return f"sa.String(length={item.length})" if item.length else "sa.String()"
    return False


def run() -> None:
    connection = config.attributes["connection"]
    context.configure(
        connection=connection,
        target_metadata=SQLModel.metadata,
        render_item=render_item,
        compare_type=False,
        # A batch migration copies the table; with foreign keys on, dropping the old one cascades. See CONTRIBUTING.
        render_as_batch=connection.dialect.name == "sqlite",
        transaction_per_migration=False,
    )
    with context.begin_transaction():
        context.run_migrations()


run()
