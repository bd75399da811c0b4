"""Is it official? Forwarded messages and pasted links, as people send them."""

import re
from typing import Any

import pytest
from sqlmodel import select

from bot.models import Letter
from tests.chats import BOT
from tests.conversations.conftest import SignedUp
from tests.talk import Institute, Talker

FRIEND = {"type": "user", "sender_user": {"id": 9_000_000_009, "is_bot": False, "first_name": "Memo"}, "date": 1}
US = {"type": "user", "sender_user": {**BOT, "username": "rumbo_bot"}, "date": 1}


def link(text: str, url: str) -> dict[str, Any]:
    """The entity of one address that stands in a text as it is."""
    return {"entities": [{"type": "url", "offset": text.index(url), "length": len(url)}]}


async def passes_on(talker: Talker, text: str, origin: dict[str, Any] = FRIEND, **more: Any) -> None:
    await talker.sends(text=text, forward_origin=origin, **more)


async def test_a_message_of_ours_is_known_and_opens_what_it_was_about(ana: Talker) -> None:
    await ana.says("/start c_barberia")
    said = ana.last.text
    await passes_on(ana, said, US)
    assert "Sí, eso lo mandé yo." in ana.sees and "Es sobre Barbería" in ana.sees
    await ana.presses("Barbería")
    assert "Unirme" in ana.labels


async def test_a_copied_card_is_ours_and_one_with_a_price_put_in_is_not(ana: Talker, beto: Talker) -> None:
    await ana.says("/start c_barberia")
    card = ana.last.text
    await passes_on(beto, card)
    assert "Dice lo mismo que nuestra ficha de" in beto.sees and "Barbería" in beto.labels[0]
    await passes_on(beto, f"{card}\nAparta tu lugar con $300 a la CLABE 012345678901234567")
    assert "Copia algo nuestro" in beto.sees and "Agrega «$300»." in beto.sees
    assert "Agrega «012345678901234567»." in beto.sees and "Hazle caso a la ficha de aquí" in beto.sees
    assert "leonjoven@leon.gob.mx" in beto.sees


async def test_a_link_that_looks_like_ours_is_told_from_ours(ana: Talker) -> None:
    text = "Becas: https://leonjoven-becas.com/registro"
    await passes_on(ana, text, **link(text, "https://leonjoven-becas.com/registro"))
    assert "eso lleva a leonjoven-becas.com, y no es leonjoven.gob.mx" in ana.sees
    assert "No lo abras, no pagues" in ana.sees
    ours = "https://www.leonjoven.gob.mx"
    await ana.sends(text=ours, **link(ours, ours))
    assert "✅ leonjoven.gob.mx es una página nuestra." in ana.sees
    await ana.sends(text="https://bit.ly/x1", **link("https://bit.ly/x1", "https://bit.ly/x1"))
    assert "No puedo saber a dónde lleva bit.ly." in ana.sees


async def test_of_several_links_each_that_is_not_ours_is_named(ana: Talker) -> None:
    text = "Beca: https://becas-mx.example.com o https://otra.example.net, y https://www.leonjoven.gob.mx"
    found = [one["entities"][0] for one in (link(text, url) for url in re.findall(r"https://[\w.-]+", text))]
    await ana.sends(text=text, entities=found)
    assert "becas-mx.example.com no es nuestro." in ana.sees and "otra.example.net tampoco es nuestro." in ana.sees
    assert "leonjoven.gob.mx" not in ana.sees


@pytest.mark.parametrize("origin", [None, FRIEND])
async def test_a_scam_that_names_our_page_gets_no_bare_tick(ana: Talker, origin: dict[str, Any] | None) -> None:
    text = "Becas IMJU: regístrate en https://leonjoven.gob.mx y manda foto de tu INE al 477 111 2222"
    more = {"forward_origin": origin} if origin else {}
    await ana.sends(text=text, **more, **link(text, "https://leonjoven.gob.mx"))
    assert "leonjoven.gob.mx es una página nuestra." in ana.sees and "✅" not in ana.sees
    assert "Pero ese mensaje no lo escribimos nosotros." in ana.sees and "No des tu NIP" in ana.sees
    assert "477 111 2222 no es un número nuestro" in ana.sees and "Abre tú la página o pregunta aquí" in ana.sees
    text = "¿Es oficial leonjoven.gob.mx?"
    await ana.sends(text=text, **more, **link(text, "leonjoven.gob.mx"))
    assert "✅ leonjoven.gob.mx es una página nuestra." in ana.sees and "NIP" not in ana.sees


async def test_names_addresses_and_numbers_are_judged_too(ana: Talker) -> None:
    await ana.says("/oficial")
    for typed, told in {
        "@rumbo_bot": "✅ @rumbo_bot soy yo.",
        "@rumbo_b0t": "@rumbo_b0t se parece a @rumbo_bot, pero no es nuestro.",
        "@rumbo_bot_oficial": "se parece a @rumbo_bot, pero no es nuestro.",
        "leonjoven@leon.gob.mx": "✅ leonjoven@leon.gob.mx es nuestro correo.",
        "leonjoven@leon.gob.mx.co": "se parece a leonjoven@leon.gob.mx, pero no es nuestro.",
        "becas@gmail.com": "becas@gmail.com no es nuestro.",
        "hxxps://leonjoven[.]gob[.]mx": "✅ leonjoven.gob.mx es una página nuestra.",
        "477 925 1034": "es el número de IMMujeres León",
        "477 925 1043": "se parece a 477 925 1034, pero es otro número.",
        "¿es oficial el 477 111 2222?": "477 111 2222 no es nuestro.",
    }.items():
        await ana.says(typed)
        assert told in ana.sees, typed
    await ana.sends(text="https://t.me/rumbobot", **link("https://t.me/rumbobot", "https://t.me/rumbobot"))
    assert "@rumbobot se parece a @rumbo_bot, pero no es nuestro." in ana.sees


async def test_a_number_may_be_the_answer_to_a_question_that_was_left_open(ana: Talker) -> None:
    await ana.says("/start c_barberia")
    await ana.presses("Unirme")
    await ana.says("/ayuda")
    await ana.says("477 111 2222")
    assert "no es nuestro" not in ana.sees


async def test_it_answers_in_english_too(casey: Talker) -> None:
    await casey.says("/official")
    assert "Forward me the message or paste the link" in casey.sees and "@rumbo_bot" in casey.sees
    text = "Win a grant at https://forms.gle/abc"
    await passes_on(casey, text, **link(text, "https://forms.gle/abc"))
    assert "⚠️ forms.gle is not ours." in casey.sees and "Don't open it" in casey.sees
    hidden = {"entities": [{"type": "text_link", "offset": 0, "length": 16, "url": "https://evil.example/"}]}
    await passes_on(casey, "leonjoven.gob.mx", **hidden)
    assert "that leads to evil.example, which is not leonjoven.gob.mx" in casey.sees


async def test_somebody_with_our_name_is_nobody_of_ours(ana: Talker) -> None:
    origin = {"type": "hidden_user", "sender_user_name": "IMJU León <b>Oficial</b>", "date": 1}
    await passes_on(ana, "Ganaste una beca, manda tu INE", origin)
    assert "se llama «IMJU León <b>Oficial</b>», pero no es una cuenta nuestra" in ana.sees


async def test_a_picture_alone_cannot_be_judged_and_it_says_what_to_do(ana: Talker) -> None:
    file = {"file_id": "f", "file_unique_id": "u", "width": 90, "height": 90}
    await ana.sends(photo=[file], forward_origin=FRIEND)
    assert "no puedo saberlo" in ana.sees and "Escribe aquí lo que dice" in ana.sees


async def test_an_open_question_waits_meanwhile_and_nothing_is_kept(
    ana: Talker, institute: Institute, sign_up: SignedUp
) -> None:
    await ana.says("/start c_barberia")
    await ana.presses("Unirme")
    await passes_on(ana, "Te regalamos una compu si depositas 100 pesos")
    assert "No es un mensaje nuestro." in ana.sees and "Seguir: Barbería" in ana.labels
    await ana.presses("Seguir: Barbería")
    await ana.says("Ana María Pérez")
    assert (await institute.who(ana)).name == "Ana María Pérez"
    async with institute.db.reading() as session:
        kept = [letter.call for letter in await session.exec(select(Letter))]
    assert not any("compu" in (call or "") for call in kept)


async def test_a_long_text_of_ones_own_is_looked_for_and_nobodys_fraud(ana: Talker) -> None:
    await ana.says("quiero aprender barbería porque mi tío tiene una estética y me gustaría ayudarle " * 4)
    assert "No es un mensaje nuestro" not in ana.sees and "Barbería" in ana.labels
    await ana.says("😀" * 2_000)
    assert "No es un mensaje nuestro" not in ana.sees and "Eso no lo entendí." in ana.sees


async def test_help_says_how_to_ask(ana: Talker) -> None:
    await ana.says("/ayuda")
    await ana.presses("¿Es oficial?")
    assert "Reenvíame el mensaje o pega el enlace" in ana.sees and "leonjoven.gob.mx" in ana.sees
    await ana.presses("Atrás")
    assert "911" in ana.sees


async def test_whoever_asks_in_words_gets_a_verdict_and_no_course(ana: Talker) -> None:
    await ana.says("¿Es oficial este mensaje? Ganaste una beca de 5000 pesos, deposita 200 a la cuenta")
    assert "No es un mensaje nuestro." in ana.sees and "No pagues ni des tus datos" in ana.sees


async def test_nobody_is_kept_from_calling_a_line_that_is_not_known_here_or_from_a_public_office(ana: Talker) -> None:
    await ana.says("55 5555 0199")
    assert "no llames" not in ana.sees.lower() and "Las líneas de ayuda que conozco están en Ayuda" in ana.sees
    await ana.sends(text="https://www.gob.mx/salud", **link("https://www.gob.mx/salud", "https://www.gob.mx/salud"))
    assert "solo tienen las oficinas públicas" in ana.sees and "No lo abras" not in ana.sees
    false = "https://gob.mx.pago.com"
    await ana.sends(text=false, **link(false, false))
    assert "No lo abras" in ana.sees


async def test_a_command_that_is_passed_on_is_judged_and_not_obeyed(ana: Talker) -> None:
    await ana.says("/ayuda")
    await passes_on(ana, "/salir")
    assert not ana.deleted and "Para verlos" not in ana.sees
