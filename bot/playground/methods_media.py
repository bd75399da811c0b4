"""Messages with a file: sent as an upload, as `attach://name`, or again by its file id; and albums."""

from typing import Any

from bot.playground.chats import Message
from bot.playground.errors import absent, bad
from bot.playground.files import File
from bot.playground.sending import Call, admit, chat_of, deliver, place, surroundings
from bot.playground.texts import caption_text

# The numbers a sender may give with a file of each kind.
GIVEN = {
    "audio": ("duration", "performer", "title"),
    "voice": ("duration",),
    "video": ("width", "height", "duration"),
    "animation": ("width", "height", "duration"),
    "video_note": ("length", "duration"),
}
ALBUM_KINDS = ("photo", "video", "audio", "document")


def file_of(call: Call, kind: str, given: Any) -> File:
    """The file a parameter or a field means. A file id serves only the kind it was made for, as in Telegram."""
    if given is None or given == "":
        raise bad(f"there is no {kind.replace('_', ' ')} in the request")
    if given.startswith("attach://"):
        upload = call.uploads.get(given.removeprefix("attach://"))
        if upload is None:
            raise bad(f"there is no {kind.replace('_', ' ')} in the request")
        return call.world.files.keep(kind, upload)
    if given.startswith(("http://", "https://")):
        raise absent("files sent by their address on the web")
    file = call.world.files.find(given)
    if file.kind != kind and {file.kind, kind} != {"video", "animation"}:
        raise bad(f"can't use file of type {file.kind.title()} as {kind.title()}")
    return file


def described(kind: str, file: File, given: dict[str, Any]) -> dict[str, Any]:
    """The file as the field of a message. A photo has one size, its own: the playground does not scale."""
    wire = file.wire()
    if kind == "photo":
        return {"photo": [{**wire, "width": file.width, "height": file.height}]}
    if kind == "sticker":
        size = {"width": file.width or 512, "height": file.height or 512}
        sticker = {**wire, **size, "type": "regular", "is_animated": False, "is_video": False}
        if given.get("emoji"):
            sticker["emoji"] = given["emoji"]
        return {"sticker": sticker}
    for name in GIVEN.get(kind, ()):
        wire[name] = given.get(name) or 0
    if kind == "audio":
        wire = {name: value for name, value in wire.items() if value or name == "duration"}
    if kind != "video_note":
        wire["mime_type"] = file.mime_type
    if kind not in ("voice", "video_note"):
        wire["file_name"] = file.name
    if kind == "animation":
        return {"animation": wire, "document": {key: wire[key] for key in wire if key not in GIVEN["animation"]}}
    return {kind: wire}


def media_content(call: Call, kind: str, given: dict[str, Any], file: Any) -> dict[str, Any]:
    """What a message with this file carries, caption included."""
    for name in ("thumbnail", "cover"):
        if given.get(name):
            raise absent(f'the parameter "{name}"')
    caption = caption_text(given, call.world.people) if kind not in ("sticker", "video_note") else {}
    content = {**described(kind, file_of(call, kind, file), given), **caption}
    if given.get("has_spoiler"):
        content["has_media_spoiler"] = True
    return content


def _send(call: Call, kind: str) -> Message:
    chat = chat_of(call)
    return deliver(call, chat, media_content(call, kind, call.params, call.params.get(kind)))


def send_photo(call: Call) -> Message:
    return _send(call, "photo")


def send_document(call: Call) -> Message:
    return _send(call, "document")


def send_audio(call: Call) -> Message:
    return _send(call, "audio")


def send_voice(call: Call) -> Message:
    return _send(call, "voice")


def send_video(call: Call) -> Message:
    return _send(call, "video")


def send_animation(call: Call) -> Message:
    return _send(call, "animation")


def send_video_note(call: Call) -> Message:
    return _send(call, "video_note")


def send_sticker(call: Call) -> Message:
    return _send(call, "sticker")


def send_media_group(call: Call) -> list[Message]:
    """Each item counts as a message; documents and audio stand only among their own kind."""
    chat = chat_of(call)
    media = call.params["media"]
    if not 2 <= len(media) <= 10:
        raise bad("expected 2-10 items in the album" if media else "there are no messages to send")
    kinds = {item["type"] for item in media}
    if not kinds <= set(ALBUM_KINDS) or (kinds & {"audio", "document"} and len(kinds) > 1):
        raise bad("can't use the media of the specified type in the album")
    fields = surroundings(call, chat)
    contents = [media_content(call, item["type"], item, item["media"]) for item in media]
    admit(call, chat, len(contents))
    album = str(call.world.number())
    return [place(call, chat, {**fields, **content, "media_group_id": album}) for content in contents]


METHODS = {
    "sendPhoto": send_photo,
    "sendDocument": send_document,
    "sendAudio": send_audio,
    "sendVoice": send_voice,
    "sendVideo": send_video,
    "sendAnimation": send_animation,
    "sendVideoNote": send_video_note,
    "sendSticker": send_sticker,
    "sendMediaGroup": send_media_group,
}
