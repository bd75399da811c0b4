"""Settings, from the environment or `.env`. Every name is explained in `.env.example`."""

import ipaddress
import re
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

from pydantic import SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

TELEGRAM = "https://api.telegram.org"
ROOT = Path(__file__).resolve().parent.parent


class WrongSettings(Exception):
    """One sentence a setting: which, what is wrong with it, how to mend it."""


def is_loopback(url: str) -> bool:
    """Whether a URL can only reach this machine."""
    host = urlsplit(url).hostname or ""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


class Settings(BaseSettings):
    model_config = SettingsConfigDict(
        env_file=".env", env_file_encoding="utf-8", extra="ignore", env_ignore_empty=True, hide_input_in_errors=True
    )

    bot_token: SecretStr | None = None
    telegram_api_url: str = TELEGRAM
    database_url: str = ""
    pack: str = "leon"
    webhook_url: str = ""
    webhook_secret: SecretStr | None = None
    public_url: str = ""
    data_key: SecretStr | None = None
    """Keys that seal what people write, separated by commas; the first one seals."""
    staff_chat: int | None = None
    """The staff's group: told of requests that wait and of helplines to check."""
    allow_paid_broadcast: bool = False
    """Whether announcements may leave faster than is free; Telegram takes Stars for that."""
    host: str = "127.0.0.1"
    port: int = 8080
    log_level: str = "INFO"
    var: Path = Path("var")
    """Folder of the embedded database and of the playground's chats."""

    @field_validator("bot_token")
    @classmethod
    def _token(cls, token: SecretStr | None) -> SecretStr | None:
        if token and not re.fullmatch(r"\d{1,18}:[A-Za-z0-9_-]+", token.get_secret_value()):
            raise ValueError("doesn't look like a bot token; @BotFather gives one such as 123456:ABC-def")
        return token

    @field_validator("telegram_api_url", "webhook_url", "public_url")
    @classmethod
    def _url(cls, url: str) -> str:
        if url and (urlsplit(url).scheme not in ("http", "https") or not urlsplit(url).hostname):
            raise ValueError("must be a whole address that begins with https://")
        return url.rstrip("/")

    @field_validator("staff_chat", mode="before")
    @classmethod
    def _staff_chat(cls, chat: object) -> object:
        if isinstance(chat, str) and chat.strip() and not re.fullmatch(r"-?\d{1,18}", chat.strip()):
            raise ValueError(
                "must be the group's number, such as -1001234567890, not a @name: names can be taken over by others"
            )
        return chat

    @field_validator("database_url")
    @classmethod
    def _database(cls, url: str) -> str:
        if url and not url.startswith(
            ("sqlite:", "sqlite+aiosqlite:", "postgresql:", "postgres:", "postgresql+asyncpg:")
        ):
            raise ValueError("must begin with sqlite:/// or postgresql://")
        return url

    @field_validator("port")
    @classmethod
    def _port(cls, port: int) -> int:
        if not 0 <= port <= 65535:
            raise ValueError("must be between 0 and 65535")
        return port

    @field_validator("log_level")
    @classmethod
    def _level(cls, level: str) -> str:
        if level.upper() not in ("DEBUG", "INFO", "WARNING", "ERROR"):
            raise ValueError("must be DEBUG, INFO, WARNING or ERROR")
        return level.upper()

    @field_validator("data_key")
    @classmethod
    def _data_key(cls, given: SecretStr | None) -> SecretStr | None:
        for key in given.get_secret_value().split(",") if given else ():
            if not re.fullmatch(r"[A-Za-z0-9_-]{43}=", key.strip()):
                raise ValueError("has something that isn't a key; `rumbo new-key` makes one, commas separate several")
        return given

    @model_validator(mode="after")
    def _webhook(self) -> Self:
        if not self.webhook_url:
            return self
        secret = self.webhook_secret.get_secret_value() if self.webhook_secret else ""
        if not re.fullmatch(r"[A-Za-z0-9_-]{16,256}", secret):
            raise ValueError(
                "WEBHOOK_SECRET is missing or weak: with WEBHOOK_URL set, give 16 to 256 letters, digits, - or _ "
                "(for example from: openssl rand -hex 32)"
            )
        if not self.webhook_url.startswith("https://") and not is_loopback(self.webhook_url):
            raise ValueError("WEBHOOK_URL must begin with https://: Telegram calls nothing else")
        return self

    @property
    def data_keys(self) -> tuple[str, ...]:
        """The keys as given; none beside a playground may mean that one is kept in VAR."""
        given = self.data_key.get_secret_value() if self.data_key else ""
        return tuple(key.strip() for key in given.split(",") if key.strip())

    @property
    def rehearsal(self) -> bool:
        """Whether the Bot API is a stand-in on this machine. Only then do illustrative courses take sign-ups and
        does the bot follow the stand-in's clock."""
        return self.bot_token is None or is_loopback(self.telegram_api_url)

    @property
    def database(self) -> str:
        """The database's address; beside a playground never the one that a real Telegram uses."""
        if self.database_url:
            return self.database_url
        if not self.rehearsal:
            return f"sqlite:///{self.var / 'rumbo.db'}"
        # Another pack is another institution: trying it out must not run into the first one's data.
        other = "" if self.pack == "leon" else f"-{re.sub(r'[^A-Za-z0-9_-]', '', Path(self.pack).name)}"
        return f"sqlite:///{self.var / f'playground{other}.db'}"


def read(**given: object) -> Settings:
    """The settings, or WrongSettings with a sentence for each wrong one. No value is repeated: it may be secret."""
    try:
        return Settings(**given)  # type: ignore[arg-type]
    except ValidationError as error:
        sentences = []
        for problem in error.errors(include_input=False, include_url=False):
            name = "".join(str(part) for part in problem["loc"]).upper()
            text = problem["msg"].removeprefix("Value error, ")
            sentences.append(f"{name}: {text}." if name else f"{text}.")
        raise WrongSettings("\n".join(sentences)) from None
