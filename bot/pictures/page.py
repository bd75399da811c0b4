"""A page of shapes and words, as PNG.

The shapes are SVG of our own making and never contain what somebody wrote. The words travel as JSON beside the page,
which shows them as they are: whatever they hold, they can't become part of it.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import cache
from typing import Final

import typst


@dataclass(frozen=True)
class Words:
    """A text in a box, as large as it fits; (x, y) is the middle of the box. `align`: `left`, `center` or `right`."""

    text: str
    x: float
    y: float
    width: float
    height: float
    largest: int
    smallest: int
    fill: str
    weight: int = 700
    style: str = "normal"
    align: str = "center"


def png(width: int, height: int, shapes: str, words: Sequence[Words]) -> bytes:
    """So many pixels wide and high. The same page is the same bytes."""
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}">{shapes}</svg>'
    page = {"width": width, "height": height, "words": [asdict(one) for one in words if one.text]}
    drawn = typst.compile(
        _PAGE.encode(), format="png", ppi=72, sys_inputs={"page": json.dumps(page), "shapes": svg}, font_paths=fonts()
    )
    assert isinstance(drawn, bytes)  # one page
    return drawn


@cache
def fonts() -> typst.Fonts:
    """Those inside typst only: the same picture on every machine."""
    return typst.Fonts(include_system_fonts=False)


_PAGE: Final = """
#let page-of = json(bytes(sys.inputs.page))
#set page(width: page-of.width * 1pt, height: page-of.height * 1pt, margin: 0pt)
#set text(font: ("Libertinus Serif", "DejaVu Sans Mono"), hyphenate: false)
#set text(top-edge: "ascender", bottom-edge: "descender")
#set par(leading: 0pt, spacing: 0pt)

#let fitted(one) = context {
  let look = (fill: rgb(one.fill), weight: one.weight, style: one.style)
  let written(size, letters) = text(size: size * 1pt, ..look, letters)
  let fits(size, letters) = {
    measure(width: one.width * 1pt, written(size, letters)).height <= one.height * 1pt
  }
  let words = one.text.split(" ")
  let whole(size) = words.all(word => measure(written(size, word)).width <= one.width * 1pt)
  let sizes = range(one.smallest, one.largest + 1).rev()
  let size = sizes.find(size => whole(size) and fits(size, one.text))
  if size != none {
    written(size, one.text)
  } else {
    // Not even in the smallest letters: broken anywhere, and cut where the box ends.
    let letters = one.text.clusters()
    let cut(n) = letters.slice(0, n).join("\\u{200b}") + if n < letters.len() { "…" }
    let (low, high) = (1, letters.len())
    while low < high {
      let middle = calc.quo(low + high + 1, 2)
      if fits(one.smallest, cut(middle)) { low = middle } else { high = middle - 1 }
    }
    written(one.smallest, cut(low))
  }
}

#place(top + left, image(bytes(sys.inputs.shapes), format: "svg", width: 100%, height: 100%))
#for one in page-of.words {
  place(
    top + left,
    dx: (one.x - one.width / 2) * 1pt,
    dy: (one.y - one.height / 2) * 1pt,
    box(
      width: one.width * 1pt,
      height: one.height * 1pt,
      align((left: left, center: center, right: right).at(one.align) + horizon, fitted(one)),
    ),
  )
}
"""
