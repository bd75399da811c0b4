"""What a request carries: parameters from the address, a form, JSON or parts, and the files among the parts."""

from typing import Any
from urllib.parse import parse_qsl

from aiohttp import BodyPartReader, MultipartReader, web

from bot.playground.checking import read_json
from bot.playground.errors import Refused, bad
from bot.playground.files import UPLOAD_LIMIT, Upload

# Room for the largest file of a bot and its envelope; the exact limit is checked on the file.
BODY_LIMIT = UPLOAD_LIMIT + 1024 * 1024


async def read(request: web.Request) -> tuple[dict[str, Any], bool, dict[str, Upload]]:
    """Parameters, whether all of them are text, and uploads by the name of their part."""
    params: dict[str, Any] = dict(request.query) if request.query_string else {}
    if request.method == "GET" or not request.body_exists:
        return params, True, {}
    kind = request.content_type
    if kind == "multipart/form-data":
        fields, uploads = await read_parts(request)
        return {**params, **fields}, True, uploads
    raw = await request.read()
    if kind == "application/json":
        return {**params, **_json(raw)}, False, {}
    if kind == "application/x-www-form-urlencoded":
        try:
            params.update(parse_qsl(raw.decode(), keep_blank_values=True))
        except UnicodeDecodeError:
            raise bad("strings must be encoded in UTF-8") from None
    return params, True, {}


def _json(raw: bytes) -> dict[str, Any]:
    try:
        given = read_json(raw or b"{}")
    except ValueError:
        raise bad("can't parse JSON object") from None
    if not isinstance(given, dict):
        raise bad("object expected as JSON body")
    return given


async def read_parts(request: web.Request) -> tuple[dict[str, str], dict[str, Upload]]:
    """Fields and files of a multipart body. A file part named like a parameter becomes `attach://name`."""
    fields: dict[str, str] = {}
    uploads: dict[str, Upload] = {}
    room = BODY_LIMIT
    try:
        reader = await request.multipart()
    except ValueError:
        raise bad("can't parse multipart body") from None
    while (part := await _next(reader)) is not None:
        if not isinstance(part, BodyPartReader) or not part.name:
            raise bad("a part of the body has no name")
        content = bytearray()
        while chunk := await part.read_chunk(1 << 18):
            content += chunk
            room -= len(chunk)
            if room < 0:
                raise Refused(413, "Request Entity Too Large")
        if part.filename is None:
            fields[part.name] = content.decode(errors="replace")
        else:
            mime_type = part.headers.get("Content-Type", "")
            uploads[part.name] = Upload(part.filename, mime_type.split(";")[0], bytes(content))
    return fields, uploads


async def _next(reader: MultipartReader) -> Any:
    try:
        return await reader.next()
    except ValueError:
        raise bad("can't parse multipart body") from None
