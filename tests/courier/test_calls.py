"""What is said becomes calls, and calls become text and back."""

import json

import pytest
from markupsafe import Markup

from bot.addresses import KEEP, CourseAt, Home
from bot.courier.calls import Call, in_words, read, render, write
from bot.screen import Ask, Button, Card, Composed, Drawing, File, Offer, Piece, Pin, Saying, Screen, Send, Show, Toast
from tests import limits

PART = {"label": "Salud", "stamp": "Me cuido", "stamped": True}
PICTURE = Drawing("passport", {"name": "Ana", "title": "Mi pasaporte", "parts": [PART, PART]})
ROWS = ((Button("Curso", CourseAt(7)), Button("Mapa", url="https://example.org")), (Button("Inicio", Home()),))


def said(saying: Saying, *, tapped: int | None = 5, callback_id: str | None = "q") -> list[Call]:
    return render(saying, chat_id=7000000001, tapped=tapped, callback_id=callback_id)


def test_show_edits_the_message_that_was_tapped() -> None:
    (call,) = said(Show(Screen(Markup("<b>Hola</b>"), ROWS)))
    assert call.method == "editMessageText"
    assert call.params == {
        "chat_id": 7000000001,
        "message_id": 5,
        "text": "<b>Hola</b>",
        "parse_mode": "HTML",
        "link_preview_options": {"is_disabled": True},
        "reply_markup": {
            "inline_keyboard": [
                [{"text": "Curso", "callback_data": "c.7"}, {"text": "Mapa", "url": "https://example.org"}],
                [{"text": "Inicio", "callback_data": "h"}],
            ]
        },
    }


def test_show_without_a_tap_and_send_are_new_messages() -> None:
    assert [call.method for call in said(Show(Screen("x")), tapped=None)] == ["sendMessage"]
    (call,) = said(Send(Screen("x")))
    assert call.method == "sendMessage"
    assert "message_id" not in call.params and "reply_markup" not in call.params


def test_a_toast_answers_the_tap_and_is_nothing_without_one() -> None:
    assert said(Toast("Listo", alert=True)) == [
        Call("answerCallbackQuery", {"callback_query_id": "q", "text": "Listo", "show_alert": True})
    ]
    assert said(Toast()) == [Call("answerCallbackQuery", {"callback_query_id": "q"})]
    assert said(Toast("Listo"), callback_id=None) == []


def test_a_screen_with_a_file_is_a_document_even_where_something_was_tapped() -> None:
    (call,) = said(Show(Screen("Tu <b>calendario</b>", ROWS, File("c.ics", b"\x00BEGIN"))))
    assert call.method == "sendDocument"
    assert call.params["caption"] == "Tu <b>calendario</b>"
    assert call.files == {"document": ("c.ics", b"\x00BEGIN")}
    assert "message_id" not in call.params and call.params["reply_markup"]


def test_words_too_long_for_a_caption_come_before_the_document() -> None:
    first, last = said(Send(Screen("a " * 600, ROWS, File("c.ics", b"x"))))
    assert (first.method, last.method) == ("sendMessage", "sendDocument")
    assert "caption" not in last.params
    assert "reply_markup" not in first.params and "reply_markup" in last.params


def test_an_edit_that_grew_too_long_goes_on_in_new_messages() -> None:
    first, last = said(Show(Screen("palabra " * 700, ROWS)))
    assert (first.method, last.method) == ("editMessageText", "sendMessage")
    assert "reply_markup" not in first.params and "reply_markup" in last.params
    assert "message_id" not in last.params


def test_a_picture_is_a_new_message_that_keeps_its_recipe_and_its_buttons_open_new_ones() -> None:
    (call,) = said(Show(Screen(Markup("Tu <b>pasaporte</b>"), ROWS, drawing=PICTURE)))
    assert call.method == "sendPhoto"
    assert call.params["caption"] == "Tu <b>pasaporte</b>" and call.params["parse_mode"] == "HTML"
    assert call.drawn == {"photo": PICTURE} and not call.files and "message_id" not in call.params
    assert not call.repeatable
    (first, *_), (home,) = call.params["reply_markup"]["inline_keyboard"]
    assert (first["callback_data"], home["callback_data"]) == (f"c.7{KEEP}", f"h{KEEP}")
    limits.check(call)


def test_what_a_picture_says_is_plain_text() -> None:
    marked = Markup("Young Person&#39;s &amp; <b>co</b>")
    drawing = Drawing("passport", {"title": marked, "name": "<b>Ana</b> &amp;", "parts": [{"label": marked, "n": 1}]})
    assert drawing.values == {
        "title": "Young Person's & co",
        "name": "<b>Ana</b> &amp;",
        "parts": [{"label": "Young Person's & co", "n": 1}],
    }


def test_words_too_long_for_a_caption_go_on_after_the_picture() -> None:
    first, *more = said(Send(Screen("palabra " * 300, ROWS, drawing=PICTURE)))
    assert first.method == "sendPhoto" and {call.method for call in more} == {"sendMessage"}
    assert " ".join([first.params["caption"], *(call.params["text"] for call in more)]) == ("palabra " * 300).strip()
    assert ["reply_markup" in call.params for call in [first, *more]] == [False] * len(more) + [True]
    for call in (first, *more):
        limits.check(call)


def test_a_picture_in_words_keeps_the_buttons() -> None:
    (call,) = said(Send(Screen(Markup("Tu <b>pasaporte</b>"), ROWS, drawing=PICTURE)))
    assert in_words(call) == Call(
        "sendMessage",
        {
            "chat_id": 7000000001,
            "text": "Tu <b>pasaporte</b>",
            "parse_mode": "HTML",
            "link_preview_options": {"is_disabled": True},
            "reply_markup": call.params["reply_markup"],
        },
    )


def test_a_place_is_a_venue_with_its_buttons() -> None:
    pin = Pin(21.12, 0.0, Markup("Casa &amp; taller"), "Calle 5 <1>")
    (call,) = said(Show(Screen("unused", ROWS, pin=pin)))
    assert call.method == "sendVenue"
    assert {name: call.params[name] for name in limits.VENUE} == {
        "latitude": 21.12,
        "longitude": 0.0,
        "title": "Casa & taller",
        "address": "Calle 5 <1>",
    }
    assert call.params["reply_markup"]["inline_keyboard"][1] == [{"text": "Inicio", "callback_data": f"h{KEEP}"}]
    assert "text" not in call.params and "message_id" not in call.params
    limits.check(call)


def test_asking_for_the_place_brings_a_keyboard_and_the_next_screen_takes_it_away() -> None:
    (call,) = said(Show(Screen("¿Dónde estás?", ask=Ask("Compartir", "Atrás"))))
    assert (call.method, call.params["reply_markup"]) == (
        "sendMessage",
        {
            "keyboard": [[{"text": "Compartir", "request_location": True}], [{"text": "Atrás"}]],
            "resize_keyboard": True,
            "one_time_keyboard": True,
        },
    )
    (gone,) = said(Show(Screen("Listo", unasks=True)))
    assert (gone.method, gone.params["reply_markup"]) == ("sendMessage", {"remove_keyboard": True})
    for one in (call, gone):
        assert "message_id" not in one.params
        limits.check(one)


def test_what_telegram_cannot_show_below_one_message_is_refused() -> None:
    with pytest.raises(AssertionError):
        said(Send(Screen("x", ROWS, ask=Ask("a", "b"))))
    with pytest.raises(AssertionError):
        said(Send(Screen("x", ROWS, unasks=True)))


def test_an_offer_answers_the_query_with_cards_of_links() -> None:
    link = ((Button("Ver", url="https://t.me/rumbo_bot?start=c_1"),),)
    screen = Screen(Markup("<b>Cocina</b>"), link)
    cards = (Card("c1", "Cocina", Markup("sáb &amp; dom"), screen), Card("c2", "Barro", "mié", Screen("Barro")))
    (call,) = said(Offer("77", cards), tapped=None, callback_id=None)
    assert call.method == "answerInlineQuery" and call.repeatable
    assert call.params["inline_query_id"] == "77" and call.params["is_personal"] and call.params["cache_time"] == 30
    first, second = call.params["results"]
    assert first == {
        "type": "article",
        "id": "c1",
        "title": "Cocina",
        "description": "sáb & dom",
        "input_message_content": {
            "message_text": "<b>Cocina</b>",
            "parse_mode": "HTML",
            "link_preview_options": {"is_disabled": True},
        },
        "reply_markup": {"inline_keyboard": [[{"text": "Ver", "url": "https://t.me/rumbo_bot?start=c_1"}]]},
    }
    assert "reply_markup" not in second
    limits.check(call)


def test_a_card_for_strangers_has_no_button_of_ours() -> None:
    with pytest.raises(AssertionError):
        said(Offer("77", (Card("c1", "Cocina", "sáb", Screen("Cocina", ROWS)),)))


@pytest.mark.parametrize(
    "calls",
    [
        [
            Call("sendPhoto", {"chat_id": 1, "caption": "x"}, drawn={"photo": PICTURE}),
            Call("sendMessage", {"text": "b"}),
        ],
        [Call("sendMessage", {"chat_id": 7000000001, "text": "¿Qué? 😀"})],
        [
            Call("sendDocument", {"chat_id": 1}, {"document": ("ñ.ics", bytes(range(256)))}),
            Call("sendMessage", {"text": "b"}),
        ],
    ],
)
def test_calls_survive_being_written_down(calls: list[Call]) -> None:
    assert read(write(calls)) == calls
    assert Call.of(write(calls)) == calls[0]
    assert read(str(calls[0])) == calls[:1]
    json.loads(write(calls))


@pytest.mark.parametrize("text", ["", "{}", "[1]", "null", "{"])
def test_what_is_no_call_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        read(text)


def test_only_new_messages_show_twice_when_repeated() -> None:
    once = {"sendMessage", "sendDocument", "copyMessage", "forwardMessages"}
    again = {"editMessageText", "answerCallbackQuery", "deleteMessage", "sendChatAction"}
    assert {method for method in once | again if Call(method).repeatable} == again


BOLD = {"type": "bold", "offset": 0, "length": 4}


def composed(*pieces: Piece, rows: tuple[tuple[Button, ...], ...] = ROWS, paid: bool = False) -> list[Call]:
    calls = said(Show(Screen("Aquí sigues:", rows, composed=Composed(pieces, paid))))
    for call in calls:
        limits.check(call)
    return calls


def test_what_a_colleague_wrote_is_said_with_its_own_marks_and_never_changes_a_message() -> None:
    (call,) = composed(Piece("text", "Hola <b> & {x}", (BOLD,)))
    assert call.method == "sendMessage" and "parse_mode" not in call.params
    assert (call.params["text"], call.params["entities"]) == ("Hola <b> & {x}", [BOLD])
    assert call.params["reply_markup"]["inline_keyboard"][0][0]["callback_data"] == "c.7" + KEEP


@pytest.mark.parametrize(
    ("kind", "method"),
    [
        ("photo", "sendPhoto"),
        ("video", "sendVideo"),
        ("animation", "sendAnimation"),
        ("document", "sendDocument"),
        ("audio", "sendAudio"),
        ("voice", "sendVoice"),
    ],
)
def test_a_file_goes_by_its_id_with_its_caption(kind: str, method: str) -> None:
    (call,) = composed(Piece(kind, "Hola", (BOLD,), file_id="F1", hidden=kind == "photo"))
    assert (call.method, call.params[kind], call.params["caption"]) == (method, "F1", "Hola")
    assert call.params["caption_entities"] == [BOLD] and ("has_spoiler" in call.params) == (kind == "photo")


def test_a_round_video_has_no_caption() -> None:
    (call,) = composed(Piece("video_note", "no se ve", file_id="F1"))
    assert call.method == "sendVideoNote" and "caption" not in call.params


def test_an_album_has_its_buttons_in_a_message_after_it_and_none_without() -> None:
    pieces = (Piece("photo", "Hola", file_id="F1"), Piece("video", file_id="F2"))
    album, after = composed(*pieces)
    assert album.params["media"] == [
        {"type": "photo", "media": "F1", "caption": "Hola"},
        {"type": "video", "media": "F2"},
    ]
    assert after.params["text"] == "Aquí sigues:" and "reply_markup" in after.params
    assert [call.method for call in composed(*pieces, rows=())] == ["sendMediaGroup"]


def test_a_poll_copies_its_question_and_options() -> None:
    options = {"options": [{"text": "Sí"}, {"text": "No"}], "allows_multiple_answers": True}
    (call,) = composed(Piece("poll", "¿Vas?", poll=options))
    assert call.method == "sendPoll" and call.params["question"] == "¿Vas?"
    assert call.params["options"] == options["options"] and call.params["allows_multiple_answers"]


def test_only_what_may_cost_stars_says_so() -> None:
    pieces = (Piece("photo", file_id="F1"), Piece("photo", file_id="F2"))
    assert all("allow_paid_broadcast" not in call.params for call in composed(*pieces))
    assert all(call.params["allow_paid_broadcast"] for call in composed(*pieces, paid=True))
