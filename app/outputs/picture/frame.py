"""Sizes of the pictures: how large, how detailed, which names; one constant per use."""

from __future__ import annotations

from dataclasses import dataclass

from app.outputs.picture.lettering import LabelStyle


@dataclass(frozen=True)
class Frame:
    """Size and detail of the picture; all lengths in picture units.

    `tolerance` is the side of the smallest triangle kept by simplification. Areas that cover
    less than `inset_share` of the frame are drawn again, larger; 0 switches insets off. No name
    is written in the `reserved` boxes.
    """

    width: int = 1000
    height: int | None = None
    margin: float = 28
    bleed: int = 0
    tolerance: float = 1.6
    styles: tuple[LabelStyle, ...] = (
        LabelStyle("wide", 23),
        LabelStyle("narrow", 34, caption=""),
    )
    inset_share: float = 0.0035
    inset_size: float = 100
    reserved: tuple[tuple[float, float, float, float], ...] = ()


PROVINCE = Frame()
REGENCY = Frame(
    styles=(LabelStyle("wide", 20), LabelStyle("narrow", 30, caption="")), inset_share=0
)
PAPER = Frame(styles=(LabelStyle("wide", 28),), inset_size=118)
SHEET = Frame(
    width=2000,
    height=1815,
    margin=70,
    tolerance=2.0,
    styles=(LabelStyle("wide", 38, caption="Sedang · 20 entri"),),
    inset_size=300,
    reserved=((1850, 10, 1990, 180), (20, 1670, 520, 1805)),  # north arrow, scale bar
)
THUMBNAIL = Frame(width=320, margin=8, tolerance=1.3, styles=(), inset_share=0)
