"""Colours that can be read, in both looks."""

import pytest
from PySide6.QtWidgets import QApplication, QWidget

from ui import tokens


def luminance(colour: str) -> float:
    """Relative luminance of "#RRGGBB" (WCAG 2.1)."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("colours", [tokens.LIGHT, tokens.DARK], ids=["light", "dark"])
@pytest.mark.parametrize(
    ("ink", "papers"),
    [
        ("text", ("window", "surface", "sunken", "soft", "hover", "danger_soft")),
        ("secondary", ("window", "surface", "sunken")),
        ("accent", ("surface", "window", "hover", "soft")),
        ("on_accent", ("accent", "accent_hover")),
        ("danger", ("surface", "danger_soft")),
        ("warning", ("surface",)),
        ("good", ("surface",)),
        ("on_tip", ("tip",)),
        ("tip_action", ("tip",)),
    ],
)
def test_every_text_reads_on_what_it_stands_on(colours: tokens.Colours, ink: str, papers: tuple[str, ...]) -> None:
    for paper in papers:
        assert contrast(getattr(colours, ink), getattr(colours, paper)) >= 4.5, (ink, paper)


def test_the_style_sheet_names_no_token_that_is_not_there() -> None:
    assert "@" not in tokens.style_sheet(tokens.LIGHT)
    assert "gradient" not in tokens.style_sheet(tokens.DARK)


def test_a_widget_knows_which_look_it_wears(qapp: QApplication) -> None:
    tokens.apply(qapp, dark=True)
    assert tokens.of(QWidget()) is tokens.DARK
    tokens.apply(qapp, dark=False)
    assert tokens.of(QWidget()) is tokens.LIGHT
