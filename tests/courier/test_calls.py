"""What is said becomes calls, and calls become text and back."""

import json

import pytest
from markupsafe import Markup

from bot.addresses import CourseAt, Home
from bot.courier.calls import Call, read, render, write
from bot.screen import Button, File, Screen, Send, Show, Toast

ROWS = ((Button("Curso", CourseAt(7)), Button("Mapa", url="https://example.org")), (Button("Inicio", Home()),))


def said(saying: Show | Send | Toast, *, tapped: int | None = 5, callback_id: str | None = "q") -> list[Call]:
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


@pytest.mark.parametrize(
    "calls",
    [
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
