"""Files to and from the bot, albums, and their limits."""

import pytest

from bot.playground import files
from tests.playground.speaking import ANA, Bot, People, png

pytestmark = pytest.mark.usefixtures("started")


async def test_a_document_goes_out_and_is_downloaded_by_the_page(bot: Bot, people: People) -> None:
    sent = (
        await bot.parts("sendDocument", {"document": ("curso.ics", b"BEGIN")}, chat_id=ANA, caption="Agenda")
    ).result
    assert sent["document"]["file_name"] == "curso.ics"
    seen = (await people.sees())[-1]
    assert (seen["text"], seen["document"]["file_name"], seen["document"]["file_size"]) == ("Agenda", "curso.ics", 5)
    async with bot.session.get(bot.url + seen["document"]["url"]) as response:
        assert await response.read() == b"BEGIN"
        assert response.headers["Content-Disposition"].startswith("attachment")


async def test_a_file_of_a_person_makes_the_round_trip(bot: Bot, people: People) -> None:
    content = b"%PDF-1.4 \0\xff" * 1000
    await people.upload(content, "acta.pdf")
    message = (await bot.updates())[0]["message"]
    assert (message["document"]["file_name"], message["caption"]) == ("acta.pdf", "mira")
    file = (await bot.call("getFile", file_id=message["document"]["file_id"])).result
    assert file["file_size"] == len(content)
    async with bot.session.get(f"{bot.url}/file/bot{bot.token}/{file['file_path']}") as response:
        assert await response.read() == content


async def test_a_file_id_sends_the_file_again_but_only_as_its_kind(bot: Bot) -> None:
    sent = (await bot.parts("sendPhoto", {"photo": ("a.png", png(20, 10))}, chat_id=ANA)).result
    photo = sent["photo"][-1]
    assert (photo["width"], photo["height"]) == (20, 10)
    again = (await bot.call("sendPhoto", chat_id=ANA, photo=photo["file_id"])).result
    assert again["photo"][-1]["file_unique_id"] == photo["file_unique_id"]
    wrong = await bot.call("sendDocument", chat_id=ANA, document=photo["file_id"])
    assert wrong.error == "Bad Request: can't use file of type Photo as Document"
    wrong = await bot.call("sendDocument", chat_id=ANA, document="nada")
    assert wrong.error == "Bad Request: wrong file identifier/HTTP URL specified"


async def test_attached_parts_are_found_by_name(bot: Bot) -> None:
    sent = await bot.parts(
        "sendDocument", {"cualquiera": ("a.txt", b"hola")}, chat_id=ANA, document="attach://cualquiera"
    )
    assert sent.result["document"]["file_name"] == "a.txt"
    missing = await bot.form("sendDocument", chat_id=ANA, document="attach://nada")
    assert missing.error == "Bad Request: there is no document in the request"


@pytest.mark.parametrize(
    ("method", "kind"),
    [("sendAudio", "audio"), ("sendVoice", "voice"), ("sendVideo", "video"), ("sendAnimation", "animation"),
     ("sendVideoNote", "video_note"), ("sendSticker", "sticker")],
)  # fmt: skip
async def test_every_kind_of_file_arrives_as_such(bot: Bot, people: People, method: str, kind: str) -> None:
    sent = (await bot.parts(method, {kind: (f"a.{kind}", b"contenido")}, chat_id=ANA)).result
    assert sent[kind]["file_size"] == 9
    assert len(await people.sees()) == 2


async def test_an_album_is_several_messages_of_one_group(bot: Bot, people: People) -> None:
    media = [{"type": "photo", "media": f"attach://p{place}", "caption": f"foto {place}"} for place in range(3)]
    uploads = {f"p{place}": (f"{place}.png", png(place + 1, 1)) for place in range(3)}
    sent = (await bot.parts("sendMediaGroup", uploads, chat_id=ANA, media=media)).result
    assert len({message["media_group_id"] for message in sent}) == 1
    seen = (await people.sees())[-3:]
    assert [message["text"] for message in seen] == ["foto 0", "foto 1", "foto 2"]
    assert len({message["album"] for message in seen}) == 1


async def test_albums_do_not_mix_documents_with_pictures(bot: Bot) -> None:
    media = [{"type": "photo", "media": "attach://a"}, {"type": "document", "media": "attach://b"}]
    answer = await bot.parts("sendMediaGroup", {"a": ("a.png", png()), "b": ("b", b"x")}, chat_id=ANA, media=media)
    assert answer.error == "Bad Request: can't use the media of the specified type in the album"


async def test_what_is_no_picture_is_no_photo(bot: Bot, people: People) -> None:
    answer = await bot.parts("sendPhoto", {"photo": ("a.png", b"nada")}, chat_id=ANA)
    assert answer.error == "Bad Request: IMAGE_PROCESS_FAILED"
    answer = await bot.parts("sendPhoto", {"photo": ("a.png", png(9000, 9000))}, chat_id=ANA)
    assert answer.error == "Bad Request: PHOTO_INVALID_DIMENSIONS"
    assert (await people.upload(b"nada", "a.png", "photo"))["status"] == 400


async def test_captions_are_measured_after_parsing(bot: Bot) -> None:
    upload = {"document": ("a", b"x")}
    fine = await bot.parts("sendDocument", upload, chat_id=ANA, caption="<b>" + "a" * 1024 + "</b>", parse_mode="HTML")
    assert len(fine.result["caption"]) == 1024
    long = await bot.parts("sendDocument", upload, chat_id=ANA, caption="a" * 1025)
    assert long.error == "Bad Request: message caption is too long"


async def test_large_files_stop_at_the_limits(bot: Bot, people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "UPLOAD_LIMIT", 2000)
    monkeypatch.setattr(files, "DOWNLOAD_LIMIT", 1000)
    fine = (await bot.parts("sendDocument", {"document": ("a", b"x" * 2000)}, chat_id=ANA)).result
    assert (await bot.call("getFile", file_id=fine["document"]["file_id"])).error == "Bad Request: file is too big"
    large = await bot.parts("sendDocument", {"document": ("a", b"x" * 2001)}, chat_id=ANA)
    assert (large.status, large.error) == (413, "Request Entity Too Large")
    assert (await people.upload(b"x" * 3000, "grande"))["status"] == 200


def test_the_limits_are_those_of_telegram() -> None:
    assert (files.UPLOAD_LIMIT, files.DOWNLOAD_LIMIT) == (50 * 2**20, 20 * 2**20)


async def test_addresses_on_the_web_are_said_to_be_unknown(bot: Bot) -> None:
    answer = await bot.call("sendPhoto", chat_id=ANA, photo="https://leon.gob.mx/a.png")
    assert (answer.status, answer.error.startswith("Not Implemented")) == (501, True)


@pytest.mark.parametrize(
    ("content", "size"),
    [
        (png(7, 8), (7, 8)),
        (b"GIF89a\x07\0\x08\0rest", (7, 8)),
        (b"\xff\xd8\xff\xe0\0\x04ab\xff\xc0\0\x11\x08\0\x08\0\x07", (7, 8)),
        (b"RIFF\0\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0\x06\0\0\x07\0\0", (7, 8)),
        (b"RIFF\0\0\0\0WEBPVP8 \0\0\0\0\0\0\0\x9d\x01\x2a\x07\0\x08\0", (7, 8)),
        (b"\xff\xd8\xff", None),
        (b"", None),
    ],
)
def test_the_size_of_a_picture_is_read_from_its_header(content: bytes, size: tuple[int, int] | None) -> None:
    assert files.picture_size(content) == size
