"""A document of plain text: headings, answers, a list. As PDF.

What somebody wrote travels as JSON beside the page, which shows it as it is: whatever it holds, it can't become part
of the page.
"""

import json
import unicodedata
from collections.abc import Mapping
from typing import Any, Final

import regex
import typst

from bot.pictures.page import fonts

LONGEST: Final = 8_000
"""Code points of one text."""
_UNSEEN: Final = regex.compile(r"[\p{Cf}\p{Cs}\p{Co}\p{Cn}]|(?!\n)\p{Cc}")


def draw(values: Mapping[str, Any]) -> bytes:
    """`language`, `institution`, `title`, `about` (pairs of a label and a value), `parts` (each a `heading` and
    `items`, pairs), `foot`. KeyError or TypeError where something is missing."""
    page = json.dumps(_plain(dict(values)))
    made = typst.compile(_PAGE.encode(), format="pdf", sys_inputs={"page": page}, font_paths=fonts())
    assert isinstance(made, bytes)
    return made


def _plain(value: Any) -> Any:
    match value:
        case str():
            return _UNSEEN.sub("", unicodedata.normalize("NFC", value))[:LONGEST]
        case dict():
            return {name: _plain(one) for name, one in value.items()}
        case list() | tuple():
            return [_plain(one) for one in value]
    return value


_PAGE: Final = """
#let it = json(bytes(sys.inputs.page))
#set document(title: it.title, date: none)
#set page(
  paper: "us-letter", margin: (x: 20mm, top: 22mm, bottom: 20mm), numbering: "1 / 1",
  footer: context [#set text(size: 8pt, fill: luma(90)); #it.foot #h(1fr) #counter(page).display("1 / 1", both: true)],
)
#set text(font: ("Libertinus Serif", "DejaVu Sans Mono"), size: 10.5pt, lang: it.language)
#set par(leading: 0.6em)
#let told(words) = words.split("\\n").map(line => text(line)).join(linebreak())

#text(size: 9pt, fill: luma(90), it.institution)
#v(2mm)
#heading(level: 1, text(size: 17pt, it.title))
#v(3mm)
#grid(columns: (auto, 1fr), column-gutter: 6mm, row-gutter: 2.5mm,
  ..it.about.map(((label, value)) => (text(fill: luma(90), label), text(weight: 600, value))).flatten())
#for part in it.parts {
  v(5mm)
  line(length: 100%, stroke: 0.5pt + luma(180))
  v(2mm)
  heading(level: 2, text(size: 12pt, part.heading))
  for (label, value) in part.items {
    v(2.5mm)
    block(breakable: true, spacing: 0.6em)[
      #text(size: 9pt, fill: luma(90), label) \\
      #told(value)
    ]
  }
}
"""
