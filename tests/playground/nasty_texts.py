# ruff: noqa: E501 - lists of texts, closely packed
"""Texts that parsers get wrong, picked by hand and put together by chance; the same ones every time."""

from random import Random

HTML = [
    "", " ", "hola", "<b>hola</b>", "<B>hola</B >", "< b>x</b>", "<b><i>a</i>b</b>", "<b>a<i>b</b>c</i>", "<b>", "</b>",
    "a</>", "<b></>", "<b>a</>", "<>", "<", ">", "a<b", "<b", "<b ", "<b x", "<b x=", "<b x=1", "<b x='1", "<b x='1'",
    "<x>", "<br>", "<br/>", "<p>hola</p>", "<b/>a", "<b class='x' id=y>a</b>", "<b '>a</b>", "<b =x>a</b>",
    "<a href='https://leon.gob.mx'>León</a>", "<a href=leon.gob.mx>x</a>", "<a href=\"//x\">x</a>", "<a>leon.gob.mx</a>",
    "<a>nada</a>", "<a href=''>leon.gob.mx</a>", "<a href='javascript:alert(1)'>x</a>", "<a href='ftp://a.mx'>x</a>",
    "<a href='http://a.mx:0'>x</a>", "<a href='http://a.mx:8080/ruta con espacios'>x</a>", "<a href='http://a.mx:99999'>x</a>",
    "<a href='http://[::1]/'>x</a>", "<a href='http://u:p@a.mx/'>x</a>", "<a href='HTTP://A.MX/Ñ'>x</a>",
    "<a href='tg://user?id=123456789'>x</a>", "<a href='tg:user?id=1'>x</a>", "<a href='tg://user?id=0'>x</a>",
    "<a href='tg://user?id=abc'>x</a>", "<a href='tg://user?id=007'>x</a>", "<a href='tg://resolve?domain=rumbo'>x</a>",
    "<a href='tg://user/?id=5#x'>x</a>", "<a href='https://a.mx?b=1&amp;c=2'>x</a>", "<a href='https://a.mx?b=1&c=2'>x</a>",
    "<a href='&#104;ttp://a.mx'>x</a>", "<a href='http://a.mx'></a>", "<a href='http://a%zz.mx'>x</a>", "<a href='mailto:a@b.mx'>x</a>",
    "<u>a</u><ins>b</ins>", "<s>a</s><strike>b</strike><del>c</del>", "<em>a</em><strong>b</strong>",
    "<tg-spoiler>a</tg-spoiler>", "<span class='tg-spoiler'>a</span>", "<span class=tg-spoiler>a</span>", "<span>a</span>",
    "<span class='x'>a</span>", "<span class='tg-other'>a</span>", "<code>a<b>c</b></code>", "<pre>a</pre>",
    "<pre><code class='language-python'>a</code></pre>", "<pre> <code class='language-c'>a</code></pre>",
    "<code class='language-c'><pre>a</pre></code>", "<code class='language-c'>a</code>", "<pre><code>a</code></pre>",
    "<blockquote>a</blockquote>", "<blockquote expandable>a</blockquote>", "<blockquote expandable=''>a</blockquote>",
    "<blockquote expandable='1'>a<blockquote>b</blockquote></blockquote>", "<blockquote Expandable>a</blockquote>",
    "<tg-emoji emoji-id='5368324170671202286'>👍</tg-emoji>", "<tg-emoji emoji-id='x'>👍</tg-emoji>", "<tg-emoji>👍</tg-emoji>",
    "<tg-emoji emoji-id='99999999999999999999'>👍</tg-emoji>", "<tg-time unix='1795000000' format='wDT'>sábado</tg-time>",
    "<tg-time unix='0'>x</tg-time>", "<tg-time unix='5' format='x'>x</tg-time>", "<tg-time>x</tg-time>",
    "&lt;b&gt;", "&amp;lt;", "&quot;&apos;&nbsp;", "&", "&;", "&lt", "&ltx", "&LT;", "&#60;", "&#60", "&#x3c;", "&#X3C;", "&#x;",
    "&#;", "&#0;", "&#x0;", "&#1114111;", "&#x10fffe;", "&#x110000;", "&#xd83d;", "&#xd83d;&#xde00;", "&#x1F600;", "&#128512;x",
    "&#00000000060;", "&#x000003c;", "ñ&#xf1;", "<b>&#x1F468;&#x200D;&#x1F469;</b>x", "<b>😀</b><i>👩‍👩‍👧</i>", "🇲🇽<b>🇲🇽</b>",
    "<b>é</b>é", "مرحبا <b>بكم</b>", "\u202e<b>abc</b>\u202c", "\u200f<i>\u200e</i>", "<b>\n</b>", "\n<b>\n a \n</b>\n", "<b>\t</b>",
    "<b\n>a</b\n>", "<b\t>a</b>", "<b>a</b\x0b>", "<a\nhref\n=\n'http://a.mx'>x</a>", "<a href='http://a.mx'x>y</a>",
    "<a href=\"http://a.mx'>x</a>", "<a href='x' href='http://b.mx'>y</a>", "<ñ>a</ñ>", "ñññ<x>", "😀<x>", "<b>ñ</i>", "😀</b>",
    "5 < 6", "5 <6", "a <- b", "<3", "<!-- x -->", "<![CDATA[x]]>", "<?php", "</ b>", "</b", "<b></b", "<b></ b>", "<b></B>",
    "<i><b></b></i>", "<b><b>a</b></b>", "<i>a<i>b</i></i>", "a\r\nb<b>\r\n</b>", "<code>&lt;b&gt;</code>", "<CODE>x</CODE>",
]  # fmt: skip

MARKDOWN = [
    "", "*a*", "_a_", "__a__", "~a~", "||a||", "`a`", "```\na\n```", "```py\na\n```", "```py```", "```a b```", "**a**", "***", "*", "_",
    "__", "___a___", "___a_ __", "_a__b_", "__a_b_c__", "|a|", "||", "|||", "||||", "[a](http://a.mx)", "[a](a.mx)", "[a]", "[a](", "[a](x",
    "[a.mx]", "[](http://a.mx)", "[*a*](http://a.mx)", "*[a](http://a.mx)*", "[a](tg://user?id=5)", "[a](http://a.mx/\\))", "[a](http://a.mx\\",
    "![👍](tg://emoji?id=5368324170671202286)", "![👍](x)", "![👍]", "!a", "!", "![a](tg://emoji?id=0)", "![a](tg://time?unix=5&format=d)",
    ">a", ">a\n>b", ">a\n>b\nc", "a>b", "a\n>b", ">a||", ">a\n>b||", ">a||\nb", ">||a||", ">||a||||", "**>a", "**>a||", ">*a*\n>_b_", ">*a\n>b*",
    ">*a\nb*", ">", ">\n", ">\n>", "\\>a", ">a\\\n>b", ">||", ">||\n", ">a\n\n>b", "*a\n>b*", "\r>a", "a\r\n>b", ">a||\r\n", "\\*a\\*", "\\", "\\\\",
    "\\a", "\\ñ", "a\\", "#", "+", "-", "=", "{", "}", ".", "(", ")", "`\\``", "`*a*`", "```\n*a*\n```", "`a\nb`", "*ñ*", "*😀*", "ñ*", "😀.", "*a* _b_ ~c~",
    "*_a_*", "*a_b*c_", "~*a*~", "||*a*||", "``", "``a``", "`` `a` ``", "*a\nb*", "_*", "*_", "[*a](x)*", "```\r\na```", "```\n\na```", "```c++\na```",
]  # fmt: skip

PIECES_HTML = [
    "<b>", "</b>", "<i>", "</i>", "<u>", "</u>", "<s>", "</s>", "<code>", "</code>", "<pre>", "</pre>", "<a href='http://ejemplo.mx/a?b=c d'>",
    "</a>", "<a href=\"tg://user?id=123\">", "<a>", "</>", "<blockquote>", "<blockquote expandable>", "</blockquote>", "<tg-spoiler>",
    "</tg-spoiler>", "<span class=\"tg-spoiler\">", "</span>", "<code class=\"language-py\">", "&lt;", "&amp;", "&#x1F600;", "&#128512", "&nbsp;",
    "&", "😀", "👩‍👩‍👧", "ñ", "hola", " ", "\n", "مرحبا", "\u202e", "x", "<", ">", "\"", "=", "http://a.mx", "\t", "\r", "é", "🇲🇽", "\u200d",
]  # fmt: skip
PAIRS_HTML = [
    ("<b>", "</b>"), ("<i>", "</i>"), ("<u>", "</u>"), ("<del>", "</del>"), ("<code>", "</code>"), ("<pre>", "</pre>"),
    ("<a href='https://leon.gob.mx'>", "</a>"), ("<a href='tg://user?id=77'>", "</a>"), ("<blockquote expandable>", "</blockquote>"),
    ("<tg-spoiler>", "</tg-spoiler>"), ("<pre><code class='language-c'>", "</code></pre>"), ("<strong>", "</>"),
]  # fmt: skip
PIECES_MARKDOWN = [
    "*", "_", "__", "~", "||", "`", "```", "```py\n", "[", "](http://ejemplo.mx/a)", "](tg://user?id=5)", "![", "](tg://emoji?id=5368324170671202286)",
    ">", "\n", "\n>", "||\n", "\\*", "\\", "!", ".", "hola", "😀", "ñ", " ", "👩‍👩‍👧", "مرحبا", "a", "\r\n",
]  # fmt: skip
PAIRS_MARKDOWN = [
    ("*", "*"), ("_", "_"), ("__", "__"), ("~", "~"), ("||", "||"), ("`", "`"), ("```\n", "```"), ("[", "](http://a.mx)"), (">", "\n"),
]  # fmt: skip
PIECES_TYPED = [
    "hola", "@ana", "@rumbo_bot", "/start", "/start@rumbo_bot", "#curso", "#123", "#año2026", "$USD", "http://", "https://", "leon.gob.mx",
    "imjuventud.leon.gob.mx/cursos?x=1#a", "ana@correo.com", "ejemplo.com", "juan.perez+x@gmail.com", ".", ",", " ", "\n", "(", ")", "é", "😀", "/",
    "@", "#", "www.", "a", "B.com", "Hola.Como", "192.168.1.1", "1.2.3", ":8080", "?x", "//", "mailto:", "_", "-", "http://x.y", "[", "]", "<", ">",
    "!", ";", "..", "t.me/rumbo", "3.14", "y/o", "\u200d", "ñ", "مرحبا",
]  # fmt: skip


def _tree(chance: Random, pairs: list[tuple[str, str]], leaves: list[str], depth: int) -> str:
    if depth == 0 or chance.random() < 0.3:
        return chance.choice(leaves)
    begin, end = chance.choice(pairs)
    return begin + "".join(_tree(chance, pairs, leaves, depth - 1) for _ in range(chance.randint(0, 3))) + end


def _made(chance: Random, pieces: list[str], pairs: list[tuple[str, str]], leaves: list[str], count: int) -> list[str]:
    loose = ["".join(chance.choices(pieces, k=chance.randint(1, 8))) for _ in range(count // 2)]
    nested = ["".join(_tree(chance, pairs, leaves, 3) for _ in range(chance.randint(1, 3))) for _ in range(count // 2)]
    return loose + nested


def html() -> list[str]:
    leaves = [piece for piece in PIECES_HTML if not piece.startswith("<")]
    return HTML + _made(Random(7), PIECES_HTML, PAIRS_HTML, leaves, 400)


def markdown() -> list[str]:
    leaves = ["hola", "😀", "ñ", " ", "\\*", "👩‍👩‍👧", "مرحبا", "\n"]
    return MARKDOWN + _made(Random(8), PIECES_MARKDOWN, PAIRS_MARKDOWN, leaves, 300)


def typed() -> list[str]:
    chance = Random(9)
    return ["".join(chance.choices(PIECES_TYPED, k=chance.randint(1, 7))) for _ in range(400)]
