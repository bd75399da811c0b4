"""What is ours and what only looks like it: links, names, copied texts. No network is asked, and nothing is opened."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import packs
from bot.models import Call
from bot.services.official import Kind, Leads, Own, Sender, Shown, alone, judge, judge_links, known, links, ours, texts

LEON = ours(packs.read("leon"), public_url="https://rumbo.leon.gob.mx", bot_name="rumbo_leon_bot")


@pytest.mark.parametrize(
    ("url", "leads", "host"),
    [
        ("https://www.leonjoven.gob.mx/becas", Leads.OURS, "leonjoven.gob.mx"),
        ("leonjoven.gob.mx", Leads.OURS, "leonjoven.gob.mx"),
        ("HTTPS://WWW.PLATAFORMAIMJU.COM", Leads.OURS, "plataformaimju.com"),
        ("https://enterate.leon.gob.mx/nota", Leads.OURS, "enterate.leon.gob.mx"),
        ("https://t.me/Rumbo_Leon_bot?start=c_barberia", Leads.OURS, "@rumbo_leon_bot"),
        ("https://jovenesconstruyendoelfuturo.stps.gob.mx/", Leads.PARTNER, "jovenesconstruyendoelfuturo.stps.gob.mx"),
        ("https://leonjoven.gob.mx.premios.info/x", Leads.LOOKALIKE, "leonjoven.gob.mx.premios.info"),
        ("https://leonjoven-becas.com", Leads.LOOKALIKE, "leonjoven-becas.com"),
        ("https://leonjoven.net", Leads.LOOKALIKE, "leonjoven.net"),
        ("https://le0njoven.gob.mx", Leads.LOOKALIKE, "le0njoven.gob.mx"),
        ("https://lеоnjoven.gob.mx", Leads.LOOKALIKE, "lеоnjoven.gob.mx"),
        ("https://xn--lonjoven-c8g.gob.mx", Leads.LOOKALIKE, None),
        ("https://plataforma-imju.com.mx", Leads.LOOKALIKE, "plataforma-imju.com.mx"),
        ("https://plataformaimjv.com", Leads.LOOKALIKE, "plataformaimjv.com"),
        ("https://www.leonjoven.gob.mx@evil.example/pago", Leads.ELSEWHERE, "evil.example"),
        ("https:\\\\evil.example\\@leonjoven.gob.mx", Leads.ELSEWHERE, "evil.example"),
        ("https://t.me/rumbo_le0n_bot", Leads.LOOKALIKE, "@rumbo_le0n_bot"),
        ("https://t.me/rumboleon_becas_bot", Leads.ELSEWHERE, "@rumboleon_becas_bot"),
        ("tg://resolve?domain=rumbo_leon_bot", Leads.OURS, "@rumbo_leon_bot"),
        ("https://bit.ly/beca2026", Leads.HIDDEN, "bit.ly"),
        ("https://forms.gle/abc", Leads.ELSEWHERE, "forms.gle"),
        ("https://stps.gob.mx.tramites.info", Leads.ELSEWHERE, "stps.gob.mx.tramites.info"),
        ("https://[::1", Leads.ELSEWHERE, ""),
    ],
)
def test_a_link_leads_where_a_browser_would_go(url: str, leads: Leads, host: str | None) -> None:
    link = links.judge(url, LEON)
    assert link.leads is leads
    assert host is None or link.host == host


@pytest.mark.parametrize(
    ("text", "leads"),
    [
        ("@rumbo_leon_b0t", Leads.LOOKALIKE),
        ("@rumboleonbot", Leads.LOOKALIKE),
        ("LEONJOVEN@leon.gob.mx", Leads.OURS),
        ("leonjoven.gob.mx@evil.com", Leads.LOOKALIKE),
        ("otra.persona@leon.gob.mx", Leads.ELSEWHERE),
        ("hxxps://leonjoven-becas[.]com/x", Leads.LOOKALIKE),
        ("+52 1 (477) 925-1034", Leads.PARTNER),
        ("477 925 1043", Leads.LOOKALIKE),
        ("is 477 111 2222 yours?", Leads.ELSEWHERE),
    ],
)
def test_whose_an_account_an_address_or_a_number_is(text: str, leads: Leads) -> None:
    assert alone(text)
    assert [link.leads for link in judge_links(Shown(text), LEON)] == [leads]


@pytest.mark.parametrize(
    "text", ["hola", "@", "2026-11-27", "012345678901234567", "mi correo es ana@x.mx y quiero uñas"]
)
def test_other_words_are_not_taken_for_one(text: str) -> None:
    assert not alone(text)


def test_a_link_to_the_bot_says_what_it_opens() -> None:
    assert links.judge("https://t.me/rumbo_leon_bot?start=k_nails-cup", LEON).payload == "k_nails-cup"


def test_words_that_show_our_address_over_another_are_a_disguise() -> None:
    link = links.judge("https://evil.example/x", LEON, shows="www.leonjoven.gob.mx")
    assert (link.leads, link.host, link.like) == (Leads.LOOKALIKE, "evil.example", "leonjoven.gob.mx")
    assert links.judge("https://evil.example/x", LEON, shows="Ver más").leads is Leads.ELSEWHERE
    assert links.judge("https://leonjoven.gob.mx", LEON, shows="https://leonjoven.gob.mx").leads is Leads.OURS


def test_without_a_name_of_its_own_yet_no_account_is_the_bot() -> None:
    nameless = ours(packs.read("leon"), public_url="", bot_name="")
    assert links.judge_name("@", nameless).leads is Leads.ELSEWHERE
    assert links.judge("https://t.me/", nameless).leads is Leads.ELSEWHERE


@given(st.text(max_size=200))
def test_whatever_stands_in_a_link_is_judged(text: str) -> None:
    for url in (text, f"https://{text}", f"tg://{text}", f"https://t.me/{text}"):
        assert links.judge(url, LEON, shows=text).leads in Leads


@pytest.mark.parametrize("name", ["IMJU León", "IMJU LEÓN oficial ✅", "Becas imju leon 2026", "ІMJU Leоn"])
def test_a_stranger_with_our_name_poses_as_us(name: str) -> None:
    shown = Shown("Felicidades, ganaste una beca", sender=Sender(name))
    assert judge(shown, [], [], LEON).kind is Kind.POSES


@pytest.mark.parametrize("name", ["Ana", "León", "Club León Fans", "", "IMJU"])
def test_a_name_that_only_shares_a_word_with_ours_is_nobodys_disguise(name: str) -> None:
    assert judge(Shown("hola", sender=Sender(name)), [], [], LEON).kind is Kind.STRANGER


CARD = [
    "Barbería",
    "📅 sáb 28 nov, 10:00 a 12:00",
    "📍 Casa de la Juventud · junto al Parque Hidalgo",
    "💵 Gratis",
    "Para personas de 15 a 29 años",
    "Aprende cortes clásicos y degradados con práctica desde el primer día.",
]
OWN = [Own(Call.model_construct(key="barberia"), CARD, ["💺 Quedan 5 lugares"])]


def _verdict(text: str, *urls: str) -> tuple[Kind, tuple[str, ...], tuple[tuple[str, str], ...]]:
    shown = Shown(text, tuple((url, url) for url in urls))
    verdict = judge(shown, judge_links(shown, LEON), OWN, LEON)
    return verdict.kind, verdict.added, verdict.changed


def test_our_words_passed_on_as_they_are_stay_ours_also_in_part_and_with_other_seats() -> None:
    assert _verdict("\n".join(CARD))[0] is Kind.COPY
    assert _verdict("\n".join(CARD[:4]))[0] is Kind.COPY
    assert _verdict("\n".join([*CARD, "💺 Quedan 2 lugares"]))[0] is Kind.COPY
    assert _verdict("\n".join(CARD).upper().replace("Í", "I"))[0] is Kind.COPY


@pytest.mark.parametrize(
    ("at", "line"),
    [
        (1, "📅 sáb 28 nov, 18:00 a 20:00"),
        (2, "📍 Plaza Mayor, junto a los cines"),
        (3, "💵 $500"),
    ],
)
def test_another_hour_place_or_price_is_a_change_and_is_shown_beside_ours(at: int, line: str) -> None:
    kind, added, changed = _verdict("\n".join([*CARD[:at], line, *CARD[at + 1 :]]))
    assert kind is Kind.CHANGED and changed == ((line, CARD[at]),) and not added


def test_a_price_an_account_a_number_or_a_link_put_in_is_a_change() -> None:
    assert _verdict("\n".join([*CARD, "Deposita $200 para apartar"]))[:2] == (Kind.CHANGED, ("$200",))
    assert _verdict("\n".join([*CARD, "CLABE 0123 4567 8901 2345 67"]))[1] == ("0123 4567 8901 2345 67",)
    assert _verdict("\n".join([*CARD, "WhatsApp 477 123 4567"]))[1] == ("477 123 4567",)
    assert _verdict("\n".join(CARD), "https://pagos.example/apartado")[1] == ("pagos.example",)


def test_other_words_about_something_of_ours_are_not_taken_for_ours() -> None:
    kind, _added, _changed = _verdict("Amiga vi que hay un curso de cortes de cabello por el parque, ¿vamos?")
    assert kind is Kind.ABOUT


def test_what_other_words_ask_for_beyond_the_card_is_named() -> None:
    kind, added, _changed = _verdict("Hay un curso de barbería, aparta tu lugar con $500 al 477 123 4567 hoy mismo")
    assert kind is Kind.ABOUT and added == ("$500", "477 123 4567")


def test_what_we_said_ourselves_is_ours_unless_a_disguised_link_is_quoted_in_it() -> None:
    us = Sender("Rumbo", "rumbo_leon_bot", us=True, a_bot=True)
    assert judge(Shown("hola", sender=us), [], [], LEON).kind is Kind.SAID
    false = [links.judge("https://leonjoven-becas.com", LEON)]
    assert judge(Shown("hola", sender=us), false, [], LEON).kind is Kind.LOOKALIKE


def test_where_there_is_nothing_to_read_it_says_so() -> None:
    assert judge(Shown(""), [], [], LEON).kind is Kind.NOTHING


def test_long_and_strange_texts_take_no_time() -> None:
    for text in (
        "a" * 4_096,
        "a." * 2_000,
        "a@" * 2_000,
        "1(" * 2_000,
        "a[.]" * 1_000,
        "1 " * 2_000,
        "\n".join(["$" * 50] * 80),
        "🔥" * 4_000,
    ):
        texts.against(text, CARD)
        texts.claims(text)
        judge_links(Shown(text, sender=Sender("Ana")), LEON)
        alone(text)
    assert known.skeleton("𝗟еón") == "leon"
