"""Settings say what is wrong and how to mend it."""

from pathlib import Path

import pytest

from bot import settings
from bot.settings import WrongSettings


@pytest.fixture(autouse=True)
def no_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in (
        "BOT_TOKEN",
        "DATA_KEY",
        "STAFF_CHAT",
        "TELEGRAM_API_URL",
        "DATABASE_URL",
        "PACK",
        "WEBHOOK_URL",
        "WEBHOOK_SECRET",
        "HOST",
        "PORT",
        "STAFF_CHAT",
    ):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)


def test_without_anything_it_is_a_rehearsal_on_its_own_database() -> None:
    read = settings.read()
    assert read.rehearsal
    assert read.database == "sqlite:///var/playground.db"


def test_a_token_makes_it_real_with_another_database() -> None:
    read = settings.read(bot_token="123456:abc-def")
    assert not read.rehearsal
    assert read.database == "sqlite:///var/rumbo.db"


@pytest.mark.parametrize("url", ["http://127.0.0.1:81", "http://localhost:81", "http://[::1]:81"])
def test_a_token_for_a_stand_in_on_this_machine_stays_a_rehearsal(url: str) -> None:
    assert settings.read(bot_token="42:any", telegram_api_url=url).rehearsal


@pytest.mark.parametrize("url", ["http://127.0.0.1.example.org", "http://localhost.example.org", "https://192.168.1.4"])
def test_a_name_that_only_looks_local_is_not(url: str) -> None:
    assert not settings.read(bot_token="42:any", telegram_api_url=url).rehearsal


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"bot_token": "hunter2"}, "BOT_TOKEN: doesn't look like a bot token"),
        ({"port": 99999}, "PORT: must be between"),
        ({"port": "eighty"}, "PORT: "),
        ({"telegram_api_url": "telegram.org"}, "TELEGRAM_API_URL: must be a whole address"),
        ({"database_url": "mysql://x"}, "DATABASE_URL: must begin with"),
        ({"data_key": "secret"}, "DATA_KEY: has something that isn't a key"),
        ({"staff_chat": "@staff"}, "STAFF_CHAT: must be the group's number"),
        ({"log_level": "loud"}, "LOG_LEVEL: must be"),
        ({"webhook_url": "https://bot.example.org"}, "WEBHOOK_SECRET is missing or weak"),
        ({"webhook_url": "https://bot.example.org", "webhook_secret": "short"}, "WEBHOOK_SECRET is missing or weak"),
        ({"webhook_url": "http://bot.example.org", "webhook_secret": "a" * 20}, "WEBHOOK_URL must begin with https"),
    ],
)
def test_a_wrong_setting_is_refused_with_a_sentence(wrong: dict[str, object], says: str) -> None:
    with pytest.raises(WrongSettings) as refused:
        settings.read(**wrong)
    assert says in str(refused.value)
    assert "hunter2" not in str(refused.value)


def test_every_setting_is_explained_in_the_example() -> None:
    example = (settings.ROOT / ".env.example").read_text()
    for name in settings.Settings.model_fields:
        assert f"\n{name.upper()}=" in example


def test_the_staffs_group_is_a_number_and_never_a_name() -> None:
    assert settings.read(staff_chat="-1001234567890").staff_chat == -1001234567890
    with pytest.raises(WrongSettings, match="STAFF_CHAT: must be the group's number"):
        settings.read(staff_chat="@imju_staff")
