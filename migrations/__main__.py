"""`python -m migrations "What it does"` writes the next revision from what the models say now."""

import sys
from pathlib import Path

from alembic import command
from sqlalchemy import create_engine

from bot import schema


def write(message: str) -> None:
    """Compare the models with a fresh database at the newest revision and write down the difference."""
    number = len(list((Path(__file__).parent / "versions").glob("*.py"))) + 1
    with create_engine("sqlite://").begin() as connection:
        schema.upgrade(connection)
        command.revision(schema.config(connection), message=message, autogenerate=True, rev_id=f"{number:04}")


write(sys.argv[1])
