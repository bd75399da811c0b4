"""The command line: `rumbo run`, `serve`, `work`, `playground`, `load`, `invite`, `audit`, `requests`, `new-key`,
`rotate-keys`, `bench`, `doctor`."""

import asyncio
import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from rich.console import Console

from bot import logs, settings
from bot.settings import Settings, WrongSettings

# No pretty tracebacks: they print local variables, and those may be what people typed.
app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="The Telegram bot of a youth institute.",
)
out = Console(highlight=False)
err = Console(stderr=True, highlight=False)


@contextmanager
def _importing() -> Iterator[None]:
    """Without the collector's rounds, which take a fifth of the start; what is imported stays as long as the program
    does, so that later rounds needn't look at it either."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


def _fail(sentence: str) -> NoReturn:
    err.print(f"[red]✗[/] {sentence}", soft_wrap=True)
    raise typer.Exit(2)


def _settings(**given: object) -> Settings:
    try:
        read = settings.read(**given)
    except WrongSettings as wrong:
        _fail(str(wrong).replace("\n", "\n  "))
    secrets = tuple(s.get_secret_value() for s in (read.bot_token, read.webhook_secret) if s) + read.data_keys
    logs.configure(read.log_level, secrets=secrets)
    return read


@app.command()
def run() -> None:
    """Everything in one process: with BOT_TOKEN on Telegram, without it on a playground in the browser."""
    found = _settings()
    with _importing():
        from bot import running

    _end(running.everything(found))


@app.command()
def serve() -> None:
    """Only hear, by webhook: a replica in front of one PostgreSQL. Needs WEBHOOK_URL."""
    found = _settings()
    with _importing():
        from bot import running

    _end(running.serve(found))


@app.command()
def work() -> None:
    """Only handle and speak: a worker behind `rumbo serve`, over the same PostgreSQL."""
    found = _settings()
    with _importing():
        from bot import running

    _end(running.work(found))


@app.command()
def playground(
    port: Annotated[int, typer.Option(help="Where the chat page and the Bot API answer; 0 picks a free port.")] = 8080,
    state: Annotated[Path, typer.Option(help="File of its chats.")] = Path("var/telegram.db"),
) -> None:
    """The local stand-in for Telegram alone; connect a bot with TELEGRAM_API_URL."""
    found = _settings()
    with _importing():
        from bot import running

    _end(running.playground(found, port=port, state=state))


@app.command()
def load(pack: Annotated[str, typer.Argument(help="leon, huixquilucan, juarez, or a folder of your own.")]) -> None:
    """Check a pack and bring its content into the database; shows what changed."""
    found = _settings()
    with _importing():
        from bot import running

    _end(running.load(found, pack, out))


bench = typer.Typer(no_args_is_help=True, help="Measure, beside something else that does the same in the same run.")
app.add_typer(bench, name="bench")


@bench.callback()
def _bench() -> None:
    """What is measured is said by the command."""


@bench.command("search")
def bench_search(
    as_json: Annotated[bool, typer.Option("--json", help="Exactly one JSON object.")] = False,
    items: Annotated[int, typer.Option(min=10, help="How many items are searched.")] = 5_000,
    seed: Annotated[int, typer.Option(help="The same items for the same seed.")] = 20_261_123,
) -> None:
    """Searching by words: latency, time to index and how much is found, beside SQLite's FTS5 and rapidfuzz."""
    from bot.bench import search

    search.show(out, as_json=as_json, size=items, seed=seed)


@bench.command("safety")
def bench_safety(as_json: Annotated[bool, typer.Option("--json", help="Exactly one JSON object.")] = False) -> None:
    """The crisis floor: how much danger is heard, and how often an everyday message raises an alarm."""
    from bot.bench import safety_floor

    safety_floor.show(out, as_json=as_json)


@bench.command("courier")
def bench_courier(
    as_json: Annotated[bool, typer.Option("--json", help="Exactly one JSON object.")] = False,
    messages: Annotated[int, typer.Option(min=200, help="How many messages each sends.")] = 4_000,
) -> None:
    """Sending a broadcast: messages a second and processor time each, beside libraries that only send."""
    from bot.bench import courier

    courier.show(out, as_json=as_json, messages=messages)


@app.command()
def invite(
    role: Annotated[str, typer.Argument(help="administrator, author, approver, facilitator, privacy_officer, …")],
    hours: Annotated[int, typer.Option(min=1, max=24 * 14, help="How long the link can be used.")] = 48,
) -> None:
    """A single-use link that gives whoever opens it a role; the first administrator comes in by one."""
    found = _settings()
    from bot import staffing

    _end(staffing.invite(found, role, hours, out))


audit = typer.Typer(no_args_is_help=True, help="The log of what the staff did.")
app.add_typer(audit, name="audit")


@audit.callback()
def _audit() -> None:
    """What is done with the log is said by the command."""


@audit.command("verify")
def audit_verify() -> None:
    """Walk the chain of the log; fails where a line was changed or taken out. Note the head it prints elsewhere."""
    found = _settings()
    from bot import staffing

    _end(staffing.verify(found, out))


@app.command("new-key")
def new_key() -> None:
    """A new key for DATA_KEY."""
    from bot import sealing

    out.print(sealing.new_key(), soft_wrap=True)


@app.command("rotate-keys")
def rotate_keys() -> None:
    """Seal everything anew with the first key of DATA_KEY, so that the others can be taken away."""
    found = _settings()
    with _importing():
        from bot import running

    _end(running.rotate_keys(found, out))


requests = typer.Typer(invoke_without_command=True, help="What a person at the institution has to answer.")
app.add_typer(requests, name="requests")


@requests.callback()
def _requests(context: typer.Context) -> None:
    """Without anything else: everything that waits, the most urgent first."""
    if context.invoked_subcommand is None:
        found = _settings()
        from bot import answering

        _end(answering.show(found, out))


@requests.command("close")
def close_request(
    number: Annotated[int, typer.Argument(help="As the receipt says it.")],
    answer_file: Annotated[Path, typer.Option(exists=True, dir_okay=False, help="What the bot will send, as text.")],
) -> None:
    """Answer a request."""
    found = _settings()
    from bot import answering

    _end(answering.close(found, number, answer_file, out))


@app.command()
def doctor() -> None:
    """Look at everything a start needs and say what is wrong and how to mend it."""
    from bot import doctor as examination

    raise typer.Exit(asyncio.run(examination.examine(out)))


def _end(coroutine: object) -> None:
    """Run to the end; turn what an operator can mend into one sentence."""
    with _importing():
        from bot import running

    try:
        asyncio.run(coroutine)  # type: ignore[arg-type]
    except* running.MENDABLE as group:
        for error in running.flat(group):
            err.print(f"[red]✗[/] {running.sentence(error)}", soft_wrap=True)
        sys.exit(2)
    except* KeyboardInterrupt:
        sys.exit(130)
