"""Telling or showing how a challenge went: by text or photo, kindly, and never by mistake."""

from datetime import timedelta
from typing import Any

import pytest

from bot import time
from bot.addresses import (
    Passport,
    Stage,
)
from tests.conversations.travelling import asked, row_of, stage_of, told
from tests.talk import Institute, Talker

STICKER = {"file_id": "x", "file_unique_id": "y", "width": 1, "height": 1, "type": "regular"}
VOICE = {"file_id": "x", "file_unique_id": "y", "duration": 2}
FILE = {"file_id": "x", "file_unique_id": "y", "file_name": "foto.png", "mime_type": "image/png"}


async def test_what_is_told_is_kept_and_can_be_sent_anew(ana: Talker) -> None:
    await asked(ana)
    assert (
        "Escríbeme cómo te fue o manda una foto, un mensaje de voz o un video." in ana.sees
        and "Hoy nadie más puede verlo" in ana.sees
    )
    await ana.says("Hablé con mi tía.\n\n\n\nMe dijo que explico bien.")
    closing, passport, _question = ana.new
    assert "Sello nuevo" in closing.text and "Me contaste: «Hablé con mi tía. Me dijo que explico bi…»" in closing.text
    assert passport.picture is not None
    kept = await row_of(ana, "employment")
    assert kept is not None and (kept.evidence_kind, kept.caption) == ("text", None)
    assert kept.evidence == "Hablé con mi tía.\n\nMe dijo que explico bien."
    await ana.says("¿y ahora?")
    assert (await row_of(ana, "employment")).evidence == kept.evidence  # type: ignore[union-attr]
    await ana.presses("Contarlo de nuevo")
    assert "Ya lo hice" not in ana.labels
    await ana.sends_photo("mi lista")
    assert (
        "Listo, guardo esto en lugar de lo que tenía." in ana.sees
        and "Mandaste una foto." in ana.sees
        and "Con eso escribiste: «mi lista»" in ana.sees
    )
    assert ana.picture is None, "the stamp came before"
    anew = await row_of(ana, "employment")
    assert anew is not None and (anew.evidence_kind, anew.evidence, anew.caption) == ("photo", "f800", "mi lista")
    assert anew.stamped_at == kept.stamped_at


async def test_an_album_counts_as_one_photo(ana: Talker, monkeypatch: pytest.MonkeyPatch) -> None:
    await asked(ana)
    photo = {"photo": [{"file_id": "a", "file_unique_id": "b", "width": 9, "height": 9}]}
    parts = [
        {"message": ana.message(**photo, media_group_id="g", **({"caption": "las tres"} if n == 0 else {}))}
        for n in range(3)
    ]
    await ana.institute.hears(*parts)
    begin = time.wall()
    monkeypatch.setattr(time, "wall", lambda: begin + timedelta(seconds=1.1))
    await ana.institute.hears()
    assert [bool(message.picture) for message in ana.new] == [False, True, False]
    kept = await row_of(ana, "employment")
    assert kept is not None and (kept.evidence, kept.caption) == ("a", "las tres")


@pytest.mark.parametrize(
    ("sent", "answer"),
    [
        ({"sticker": {**STICKER, "is_animated": False, "is_video": False}}, "Cuéntamelo también por escrito"),
        ({"dice": {"emoji": "🎲", "value": 3}}, "Eso no lo puedo guardar."),
        ({"location": {"latitude": 21.1, "longitude": -101.7}}, "Eso no lo puedo guardar."),
        ({"text": "\u200b\u2060\u202e"}, "no alcancé a ver nada"),
    ],
)
async def test_what_can_not_be_kept_is_answered_kindly_and_the_challenge_stays_open(
    ana: Talker, sent: dict[str, Any], answer: str
) -> None:
    await asked(ana)
    await ana.sends(**sent)
    assert answer in ana.sees and "Escríbeme cómo te fue" in ana.sees and "Seguir después" in ana.labels
    await ana.edits(text="otra cosa")
    assert "Vi que cambiaste un mensaje" in ana.sees
    assert (await row_of(ana, "employment")).evidence_kind is None  # type: ignore[union-attr]
    await ana.says("Ya, por escrito")
    assert "Sello nuevo" in ana.sees


@pytest.mark.parametrize(
    ("kind", "sent", "seen"),
    [
        ("voice", VOICE, "Mandaste un mensaje de voz."),
        ("document", FILE, "Mandaste un archivo."),
        ("video", {**VOICE, "width": 1, "height": 1}, "Mandaste un video."),
    ],
)
async def test_a_recording_or_a_file_shows_it_too(ana: Talker, kind: str, sent: dict[str, Any], seen: str) -> None:
    await asked(ana)
    await ana.sends(**{kind: sent})
    assert "Sello nuevo" in ana.sees and seen in ana.sees
    kept = await row_of(ana, "employment")
    assert kept is not None and (kept.evidence_kind, kept.evidence) == (kind, "x")
    await ana.says("/mis_datos")
    while "›" in ana.labels and "Mandaste algo para mostrarlo" not in ana.last.text:
        await ana.presses("›", of=ana.last)
    assert "guardo el nombre que le da Telegram, no el archivo" in ana.last.text


async def test_what_is_said_elsewhere_is_no_evidence(ana: Talker) -> None:
    async def waits() -> bool:
        kept = await row_of(ana, "employment")
        return kept is not None and kept.evidence_kind is None

    await asked(ana)
    await ana.says("/ayuda")
    await ana.says("esto no es del reto")
    assert await waits()
    await ana.taps(str(Stage("employment")))
    await ana.presses("Contar o mostrar")
    await ana.presses("Atrás")
    assert told(stage_of(ana, "employment").challenge.text, ana) in ana.sees
    await ana.presses("Contar o mostrar")
    await ana.presses("Seguir después")
    assert "te espera, sin prisa." in ana.sees
    await ana.says("tampoco")
    assert await waits()
    await ana.presses("Ver el reto")
    await ana.presses("Contar o mostrar")
    await ana.says("/cancelar")
    assert "te espera, sin prisa." in ana.sees
    await ana.says("ni esto")
    assert await waits()


async def test_a_sign_up_left_open_outlives_a_challenge(ana: Talker) -> None:
    await ana.says("/start c_glocal")
    await ana.presses("Unirme")
    await asked(ana)
    await ana.says("Lo hice con mi prima")
    assert "Sello nuevo" in ana.sees
    await ana.says("/inicio")
    await ana.presses("Seguir: Glocal")
    assert "¿Cuál es tu nombre completo?" in ana.sees


HOSTILE = [
    "<b>fuerte</b> & <script>alert(1)</script>",
    "{0.__init__} {} { %s %",
    "\u202egnp.exe\u202c \u2066x\u2069",
    "👩‍👩‍👧‍👦🇲🇽👍🏽" * 300,
    "e" + "\u0301" * 3_000,
    "a" * 5_000,
    "=1+1",
]


@pytest.mark.parametrize("text", HOSTILE)
async def test_hostile_words_are_kept_as_words(ana: Talker, text: str) -> None:
    await asked(ana)
    await ana.sends(text=text)
    assert "Sello" in ana.sees
    kept = await row_of(ana, "employment")
    assert kept is not None and kept.evidence and len(kept.evidence) <= 4_096
    assert not any(mark in kept.evidence for mark in "\u202e\u2066\u200b")
    assert ("guardé los primeros 1,000 caracteres" in ana.sees) == (text in ("a" * 5_000, HOSTILE[3]))
    await ana.taps(str(Stage("employment")))
    assert "Tu sello" in ana.sees


async def test_in_a_group_nothing_of_the_journey_is_shown_or_taken(ana: Talker, institute: Institute) -> None:
    group = institute.group()
    await asked(ana)
    await ana.says("Lo hice con mi equipo", to=group)
    await ana.says("/viaje", to=group)
    await ana.taps(str(Passport()), 5, to=group)
    assert all(not message.picture and "sello" not in message.text for message in group.messages)
    assert (await row_of(ana, "employment")).evidence_kind is None  # type: ignore[union-attr]
