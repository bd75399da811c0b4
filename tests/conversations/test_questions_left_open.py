"""A question may be left at any moment: nothing typed is lost, and nothing typed elsewhere is taken as its answer."""

import pytest

from tests.talk import Institute, Talker

NAME, BORN = "¿Cuál es tu nombre completo?", "¿Cuándo naciste?"


@pytest.fixture
async def asked(ana: Talker) -> Talker:
    """Ana has given her name and is being asked for her birth date."""
    await ana.says("/start c_glocal")
    await ana.presses("Unirme")
    await ana.says("Ana María Pérez")
    assert BORN in ana.sees
    return ana


async def test_who_looks_elsewhere_continues_at_the_same_question(asked: Talker) -> None:
    await asked.says("/cursos")
    await asked.presses("Inicio")
    assert asked.labels[0] == "Seguir: Glocal"
    await asked.says("15/03/2008")
    assert "Listo" not in asked.sees
    assert "Si era tu respuesta para Glocal, toca aquí y la uso." in asked.sees
    assert asked.labels[:2] == ["Usar «15/03/2008»", "Seguir: Glocal"]
    assert (await asked.institute.who(asked)).birth_date is None
    await asked.presses("Seguir: Glocal")
    assert BORN in asked.sees and "2 de 2" in asked.sees
    await asked.says("15/03/2008")
    assert "Listo, tienes lugar en Glocal." in asked.sees
    await asked.says("/inicio")
    assert not any(label.startswith("Seguir") for label in asked.labels)


async def test_no_command_loses_the_draft_and_none_is_taken_as_an_answer(asked: Talker) -> None:
    for command in ("/start", "/cancelar", "/cancel", "/inicio", "/mis_cursos", "/ayuda", "/nada"):
        await asked.says(command)
        assert asked.new and BORN not in asked.sees, command
        await asked.says("15/03/2008")
        assert "No encontré nada para «15/03/2008»." in asked.sees, command
        await asked.presses("Seguir: Glocal")
        assert BORN in asked.sees, command


async def test_what_was_typed_meanwhile_is_the_answer_with_one_tap(asked: Talker) -> None:
    await asked.says("/cursos")
    await asked.says(" 15/03/\u200b2008 ")
    await asked.presses("Usar «15/03/2008»")
    assert "Listo, tienes lugar en Glocal." in asked.sees
    assert str((await asked.institute.who(asked)).birth_date) == "2008-03-15"


async def test_a_name_typed_meanwhile_goes_on_to_the_next_question(ana: Talker) -> None:
    await ana.says("/start c_glocal")
    await ana.presses("Unirme")
    await ana.says("/inicio")
    await ana.says("Maximiliano Alejandro de la Torre y Ruiz")
    used = ana.last
    await ana.presses("Usar «Maximiliano Alejandr…»")
    assert ana.new == [used] and BORN in used.text
    assert (await ana.institute.who(ana)).name == "Maximiliano Alejandro de la Torre y Ruiz"


async def test_what_was_typed_meanwhile_and_is_no_answer_is_told_why(asked: Talker) -> None:
    await asked.says("/inicio")
    await asked.says("31/02/2005")
    await asked.presses("Usar «31/02/2005»")
    assert "ese día no existe" in asked.sees and BORN in asked.sees
    await asked.says("15/03/2008")
    assert "Listo, tienes lugar en Glocal." in asked.sees


async def test_a_button_uses_only_the_text_it_shows(asked: Talker) -> None:
    await asked.says("/inicio")
    await asked.says("15/03/2008")
    earlier = asked.last
    await asked.says("hola")
    await asked.presses("Usar «15/03/2008»", of=earlier)
    assert BORN in asked.sees and "hola" not in asked.sees
    assert (await asked.institute.who(asked)).birth_date is None


async def test_what_is_typed_with_no_question_open_is_kept_nowhere(ana: Talker) -> None:
    await ana.says("Ana López")
    assert not any(label.startswith("Usar") for label in ana.labels)
    await ana.taps("ju.1f")
    assert ana.toasts == ["No hay nada pendiente."]


async def test_cancel_says_that_the_answers_are_kept(asked: Talker) -> None:
    await asked.says("/cancelar")
    assert "Lo que contestaste para Glocal se queda guardado" in asked.sees
    assert asked.labels == ["Seguir: Glocal", "Atrás", "Inicio"]


@pytest.mark.parametrize("typed", ["cancelar", "Cancel", "ya no quiero"])
async def test_cancel_without_its_slash_is_no_name_either(ana: Talker, typed: str) -> None:
    await ana.says("/start c_glocal")
    await ana.presses("Unirme")
    await ana.says(typed)
    assert "Lo que contestaste para Glocal se queda guardado" in ana.sees
    assert (await ana.institute.who(ana)).name is None
    await ana.presses("Seguir: Glocal")
    assert NAME in ana.sees


async def test_a_question_instead_of_a_name_is_answered_and_the_sign_up_waits(ana: Talker) -> None:
    await ana.says("/start c_glocal")
    await ana.presses("Unirme")
    for typed in ("hola", "¿cuánto cuesta?", "menú"):
        await ana.says(typed)
        assert NAME not in ana.sees and BORN not in ana.sees, typed
        await ana.presses("Seguir: Glocal")
        assert NAME in ana.sees, typed
    await ana.says("Simón")
    assert BORN in ana.sees and (await ana.institute.who(ana)).name == "Simón"


async def test_cancel_without_a_question_is_answered_too(ana: Talker) -> None:
    await ana.says("/cancelar")
    assert "No hay nada que cancelar" in ana.sees


async def test_go_on_later_is_a_button_too_and_my_courses_remembers(asked: Talker) -> None:
    await asked.presses("Seguir después")
    assert "se queda guardado" in asked.sees
    await asked.says("/mis_cursos")
    assert asked.labels[0] == "Seguir: Glocal"


async def test_the_draft_waits_for_days_in_the_language_one_speaks_by_then(asked: Talker) -> None:
    await asked.presses("Inicio")
    await asked.institute.pass_time(days=10)
    asked.language_code = "en"
    await asked.says("/home")
    await asked.presses("Continue: Glocal")
    assert "When were you born?" in asked.sees
    await asked.says("March 15, 2008")
    assert "Done, you have a place in Glocal." in asked.sees


async def test_a_draft_whose_course_has_begun_says_so_and_is_forgotten(asked: Talker) -> None:
    await asked.presses("Inicio")
    await asked.institute.pass_time(days=30)
    await asked.presses("Seguir: Glocal")
    assert "Glocal empezó el mar 15 dic, así que ya no entra nadie más" in asked.sees
    await asked.says("/inicio")
    assert not any(label.startswith("Seguir") for label in asked.labels)


async def test_an_answer_after_the_course_has_begun_is_kept_all_the_same(asked: Talker) -> None:
    await asked.institute.pass_time(days=30)
    await asked.says("15/03/2008")
    assert "ya no entra nadie más" in asked.sees
    assert str((await asked.institute.who(asked)).birth_date) == "2008-03-15"


async def test_buttons_of_a_question_that_was_left_lead_back_to_it(ana: Talker) -> None:
    await ana.says("/start c_glocal")
    await ana.presses("Unirme")
    question = ana.last
    await ana.says("/inicio")
    await ana.presses("Usar Ana", of=question)
    assert NAME in ana.sees
    await ana.presses("Usar Ana", of=question)
    assert BORN in ana.sees


async def test_another_course_meanwhile_asks_only_what_is_still_missing(asked: Talker) -> None:
    await asked.says("/start c_feria-empleo")
    await asked.presses("Unirme", of=asked.last)
    assert BORN in asked.sees and "Feria de Empleo" in asked.sees and "1 de" not in asked.sees
    await asked.says("15/03/2008")
    assert "Listo, tienes lugar en Feria de Empleo." in asked.sees


async def test_what_is_no_text_is_no_answer_and_the_question_stays(asked: Talker) -> None:
    for content, answer in (
        ({"voice": {"file_id": "x", "file_unique_id": "y", "duration": 3}}, "No puedo escuchar notas de voz"),
        ({"photo": [{"file_id": "x", "file_unique_id": "y", "width": 1, "height": 1}]}, "no lo puedo leer"),
        ({"contact": {"phone_number": "4771234567", "first_name": "Ana"}}, "no lo puedo leer como respuesta"),
        ({"location": {"latitude": 21.1, "longitude": -101.7}}, "no lo puedo leer como respuesta"),
    ):
        await asked.sends(**content)
        assert answer in asked.sees and BORN in asked.sees and len(asked.new) == 1, answer
    await asked.says("15/03/2008")
    assert "Listo, tienes lugar" in asked.sees


async def test_changing_an_earlier_message_is_noticed_but_changes_nothing(asked: Talker) -> None:
    await asked.edits(text="Ana Maria Peres")
    assert "Vi que cambiaste un mensaje" in asked.sees and BORN in asked.sees
    assert (await asked.institute.who(asked)).name == "Ana María Pérez"


async def test_continuing_with_nothing_open_says_so(ana: Talker, institute: Institute) -> None:
    await ana.says("/start")
    await ana.taps("rs")
    assert ana.toasts == ["No hay nada pendiente."] and "¿Qué quieres ver?" in ana.sees
