"""The look of the program in one place: colours, type and spacing, and the palette and style sheet made of them."""

import sys
from dataclasses import dataclass, fields
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QPalette
from PySide6.QtWidgets import QApplication, QWidget

BODY = 13
SMALL = 12
HEADING = 16
TITLE = 20
"""Type sizes in device-independent pixels."""

GRID = 8
"""Spacing is counted in this: 4, 8, 12, 16, 24."""

ROW = 32
"""Height of a list row."""

FIELD = 30
"""Height of an input field or button."""

FAMILIES = (
    ["Microsoft YaHei UI", "Microsoft YaHei"]
    if sys.platform == "win32"
    else ["Noto Sans CJK SC", "Noto Sans SC", "WenQuanYi Zen Hei"]
)

LOOK = "look"
"""The setting that keeps which set of colours a person chose: "light", "dark" or "system"."""

_ICONS = Path(__file__).with_name("icons")


@dataclass(frozen=True)
class Colours:
    """One set of colours, each "#RRGGBB"; every text colour reads on window and surface at 4.5:1 or more."""

    window: str
    surface: str
    sunken: str
    border: str
    strong_border: str
    text: str
    secondary: str
    accent: str
    accent_hover: str
    on_accent: str
    soft: str
    hover: str
    danger: str
    danger_soft: str
    warning: str
    good: str
    tip: str
    on_tip: str
    tip_action: str


LIGHT = Colours(
    window="#F5F7F7",
    surface="#FFFFFF",
    sunken="#EEF2F2",
    border="#E0E6E6",
    strong_border="#C5CFCF",
    text="#1B2426",
    secondary="#566366",
    accent="#0B7069",
    accent_hover="#095D57",
    on_accent="#FFFFFF",
    soft="#DCEFEC",
    hover="#EAF2F1",
    danger="#B3261E",
    danger_soft="#FBEBEA",
    warning="#8A5300",
    good="#1C7443",
    tip="#263235",
    on_tip="#FFFFFF",
    tip_action="#7FD6CB",
)

DARK = Colours(
    window="#15191B",
    surface="#1D2325",
    sunken="#181D1F",
    border="#2E3739",
    strong_border="#465254",
    text="#E4EAEA",
    secondary="#A3B0B2",
    accent="#5CC2B6",
    accent_hover="#78D2C7",
    on_accent="#06201D",
    soft="#1F403D",
    hover="#252D2F",
    danger="#F2928B",
    danger_soft="#3A2221",
    warning="#E3B15C",
    good="#7BC99A",
    tip="#E4EAEA",
    on_tip="#15191B",
    tip_action="#0B5F59",
)


def of(widget: QWidget) -> Colours:
    """The set a widget is drawn with now.

    The application's palette says it, not the widget's own: there a style sheet's transparent background is black.
    """
    return DARK if QApplication.palette(widget).color(QPalette.ColorRole.Window).lightness() < 128 else LIGHT


def apply(app: QApplication, *, dark: bool) -> None:
    """Give the whole program its font, palette and style sheet; its style is Fusion, named when it is made."""
    colours = DARK if dark else LIGHT
    app.setFont(font(BODY))
    app.setPalette(palette(colours))
    app.setStyleSheet(style_sheet(colours))


def follow_system(app: QApplication) -> None:
    """Apply the light or dark set as the system has it, now and whenever that changes."""
    app.styleHints().colorSchemeChanged.connect(lambda: _wear(app))
    _wear(app)


def choose(app: QApplication, look: str) -> None:
    """Apply the light or the dark set whatever the system has, or follow it again: "light", "dark" or "system"."""
    app.setProperty("look", look)
    _wear(app)


def _wear(app: QApplication) -> None:
    look = app.property("look")
    system = app.styleHints().colorScheme() is Qt.ColorScheme.Dark
    apply(app, dark=look == "dark" or (look != "light" and system))


def font(pixels: int, *, strong: bool = False) -> QFont:
    """The program's face at a size."""
    made = QFont()
    made.setFamilies(FAMILIES)
    made.setPixelSize(pixels)
    if strong:
        made.setWeight(QFont.Weight.DemiBold)
    return made


def palette(colours: Colours) -> QPalette:
    """Every role a widget of Qt's own may paint with."""
    role = QPalette.ColorRole
    made = QPalette()
    for one, colour in (
        (role.Window, colours.window),
        (role.WindowText, colours.text),
        (role.Base, colours.surface),
        (role.AlternateBase, colours.sunken),
        (role.Text, colours.text),
        (role.Button, colours.surface),
        (role.ButtonText, colours.text),
        (role.BrightText, colours.danger),
        (role.ToolTipBase, colours.tip),
        (role.ToolTipText, colours.on_tip),
        (role.PlaceholderText, colours.secondary),
        (role.Highlight, colours.accent),
        (role.HighlightedText, colours.on_accent),
        (role.Accent, colours.accent),
        (role.Link, colours.accent),
        (role.LinkVisited, colours.accent),
        (role.Light, colours.surface),
        (role.Midlight, colours.sunken),
        (role.Mid, colours.border),
        (role.Dark, colours.strong_border),
        (role.Shadow, colours.strong_border),
    ):
        made.setColor(one, QColor(colour))
    for one in (role.Text, role.WindowText, role.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, one, QColor(colours.secondary))
    return made


def style_sheet(colours: Colours) -> str:
    """The few rules Fusion needs to look at home today; `role` and `kind` are properties widgets set."""
    text = _SHEET.replace("@icons", _ICONS.as_posix())
    for field in sorted(fields(colours), key=lambda one: -len(one.name)):
        text = text.replace(f"@{field.name}", getattr(colours, field.name))
    return text


def mark(widget: QWidget, name: str, value: object) -> None:
    """Set a property the style sheet looks at, and have the widget look again."""
    widget.setProperty(name, value)
    widget.style().unpolish(widget)
    widget.style().polish(widget)


_SHEET = """
QToolTip { background: @tip; color: @on_tip; border: none; padding: 4px 8px; }
QFrame[role="page"], QFrame[role="panel"] { background: @surface; }
QFrame[role="panel"] { border: none; border-left: 1px solid @border; }
QFrame[role="navigation"] { background: @sunken; border: none; border-right: 1px solid @border; }
QFrame[role="header"] { background: @surface; border: none; border-bottom: 1px solid @border; }
QFrame[role="footer"] { background: @surface; border: none; border-top: 1px solid @border; }
QFrame[role="desk"] { background: @sunken; border: none; }
QFrame[role="strip"] { background: @soft; border: none; }
QFrame[role="refusal"] { background: @danger_soft; border: none; }
QFrame[role="status"] { background: @sunken; border: none; border-top: 1px solid @border; }
QFrame[role="line"] { background: @border; border: none; max-height: 1px; min-height: 1px; }
QFrame[role="card"] { background: @surface; border: 1px solid @border; border-radius: 8px; }
QFrame[role="popup"] { background: @surface; border: 1px solid @strong_border; border-radius: 6px; }
QFrame[role="toast"] { background: @tip; border-radius: 8px; }
QFrame[role="toast"] QLabel { color: @on_tip; }
QLabel { background: transparent; }
QLabel[role="title"] { font-size: 20px; font-weight: 600; }
QLabel[role="heading"] { font-size: 16px; font-weight: 600; }
QLabel[role="group"] { font-size: 13px; font-weight: 600; color: @accent; }
QLabel[role="secondary"] { font-size: 12px; color: @secondary; }
QLabel[role="fault"] { font-size: 12px; color: @danger; }
QLabel[role="code"] { font-size: 32px; font-weight: 600; color: @accent; }
QLabel[role="badge"] { font-size: 12px; color: @on_accent; background: @accent; border-radius: 8px; padding: 0 6px; }

QPushButton, QToolButton[kind="plain"], QToolButton[kind="chip"] {
    min-height: 28px; padding: 0 12px; border: 1px solid @strong_border; border-radius: 6px;
    background: @surface; color: @text; }
QPushButton:hover, QToolButton[kind="plain"]:hover, QToolButton[kind="chip"]:hover { background: @hover; }
QPushButton:pressed, QToolButton:pressed { background: @soft; }
QPushButton:focus, QToolButton:focus { border-color: @accent; }
QPushButton:disabled, QToolButton:disabled { color: @secondary; background: @sunken; border-color: @border; }
QPushButton[kind="main"] { background: @accent; border-color: @accent; color: @on_accent; font-weight: 600; }
QPushButton[kind="main"]:hover, QPushButton[kind="main"]:pressed, QPushButton[kind="main"]:focus {
    background: @accent_hover; border-color: @accent_hover; }
QPushButton[kind="main"]:disabled { background: @sunken; border-color: @border; color: @secondary; }
QPushButton[kind="quiet"], QToolButton[kind="quiet"] {
    border: 1px solid transparent; border-radius: 6px; background: transparent; padding: 0 6px;
    min-height: 26px; color: @accent; }
QPushButton[kind="quiet"]:hover, QToolButton[kind="quiet"]:hover { background: @hover; }
QPushButton[kind="quiet"]:focus, QToolButton[kind="quiet"]:focus { border-color: @accent; }
QPushButton[kind="link"] { border: none; background: transparent; color: @accent; padding: 0 4px; min-height: 18px; }
QPushButton[kind="link"]:focus { text-decoration: underline; }
QPushButton[kind="way"] {
    border: none; background: transparent; color: @accent; padding: 0; min-height: 18px; text-align: left; }
QPushButton[kind="way"]:hover, QPushButton[kind="way"]:focus { text-decoration: underline; }
QPushButton[kind="undo"] { border: none; background: transparent; color: @tip_action; font-weight: 600; }
QToolButton[kind="tile"] { border: 1px solid @border; border-radius: 8px; background: @surface; }
QToolButton[kind="line"] { border: 1px solid transparent; border-radius: 6px; background: transparent; }
QToolButton[kind="tile"]:hover, QToolButton[kind="line"]:hover { background: @hover; }
QToolButton[kind="tile"]:focus, QToolButton[kind="line"]:focus { border-color: @accent; }
QPushButton[kind="choice"] { text-align: left; min-height: 44px; padding: 0 16px; }
QPushButton::menu-indicator, QToolButton::menu-indicator { image: none; width: 0; }
QToolButton[kind="chip"] { min-height: 24px; padding: 0 8px; border-radius: 13px; border-color: @border; }
QToolButton[kind="chip"][chosen="true"] { background: @soft; border-color: @accent; color: @accent; font-weight: 600; }
QToolButton[kind="tab"] {
    border: none; border-bottom: 2px solid transparent; background: transparent; color: @secondary;
    min-height: 30px; padding: 0 2px; }
QToolButton[kind="tab"]:hover { color: @text; }
QToolButton[kind="tab"]:focus { border-color: @strong_border; }
QToolButton[kind="tab"][chosen="true"] { border-color: @accent; color: @accent; font-weight: 600; }
QToolButton[kind="place"] {
    border: none; border-radius: 6px; padding: 0 8px; text-align: left;
    background: transparent; color: @text; }
QToolButton[kind="place"]:hover { background: @hover; }
QToolButton[kind="place"]:focus { border: 1px solid @accent; padding: 0 7px; }
QToolButton[kind="place"]:checked { background: @soft; color: @accent; font-weight: 600; }

QLineEdit, QComboBox, QPlainTextEdit {
    background: @surface; border: 1px solid @strong_border; border-radius: 6px; padding: 0 8px;
    selection-background-color: @accent; selection-color: @on_accent; }
QLineEdit, QComboBox { min-height: 28px; }
QPlainTextEdit { padding: 4px 4px; }
QLineEdit:hover, QComboBox:hover, QPlainTextEdit:hover { border-color: @secondary; }
QLineEdit:focus, QComboBox:focus, QComboBox:on, QPlainTextEdit:focus { border-color: @accent; }
QLineEdit[faulty="true"], QComboBox[faulty="true"], QPlainTextEdit[faulty="true"] {
    border-color: @danger; background: @danger_soft; }
QLineEdit:read-only, QPlainTextEdit:read-only, QComboBox:disabled {
    background: @sunken; color: @secondary; border-color: @border; }
QComboBox { combobox-popup: 0; }
QComboBox QLineEdit { border: none; padding: 0; min-height: 24px; background: transparent; }
QComboBox::drop-down { border: none; width: 24px; }
QComboBox::down-arrow { image: url("@icons/sheet-chevron.svg"); width: 14px; height: 14px; }
QAbstractItemView { background: @surface; border: none; outline: none; }
QListView[role="options"], QComboBox QAbstractItemView {
    background: @surface; border: 1px solid @strong_border; padding: 4px; }
QListView[role="options"]::item, QComboBox QAbstractItemView::item {
    min-height: 28px; padding: 0 8px; border-radius: 4px; color: @text; }
QListView[role="options"]::item:selected, QComboBox QAbstractItemView::item:selected,
QListView[role="options"]::item:hover { background: @soft; color: @text; }

QListView[role="options"] { padding: 0; }
QFrame[role="popup"] QListView[role="options"] { border: none; }

QCheckBox { spacing: 8px; }
QCheckBox::indicator { width: 16px; height: 16px; border: 1px solid @strong_border; border-radius: 4px; }
QCheckBox::indicator:checked { background: @accent; border-color: @accent; image: url("@icons/sheet-check.svg"); }

QTreeView::item { min-height: 30px; padding: 0 4px; border-bottom: 1px solid @border; }
QTreeView::item:hover { background: @hover; }
QTreeView::item:selected { background: @soft; color: @text; }
QTreeView::indicator { width: 16px; height: 16px; border: 1px solid @strong_border; border-radius: 4px; }
QTreeView::indicator:checked { background: @accent; border-color: @accent; image: url("@icons/sheet-check.svg"); }
QTreeView::indicator:indeterminate { background: @accent; border-color: @accent; image: url("@icons/sheet-minus.svg"); }

QHeaderView { background: @surface; }
QHeaderView::section {
    background: @surface; color: @secondary; font-size: 12px; border: none;
    border-bottom: 1px solid @border; padding: 0 8px; height: 32px; }
QHeaderView::section:hover { color: @text; background: @hover; }
QTableCornerButton::section { background: @sunken; border: none; border-bottom: 1px solid @border; }
QHeaderView::down-arrow, QHeaderView::up-arrow { image: none; width: 0; }
QTableView { gridline-color: transparent; }
QTableView[kind="entry"] { gridline-color: @border; }
QSplitter::handle { background: @border; }

QScrollArea, QScrollArea > QWidget#qt_scrollarea_viewport { background: transparent; border: none; }
QAbstractScrollArea::corner { background: transparent; border: none; }
QScrollBar:vertical { background: transparent; width: 10px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 10px; margin: 0; }
QScrollBar::handle { background: @strong_border; border-radius: 3px; margin: 2px; }
QScrollBar::handle:vertical { min-height: 32px; }
QScrollBar::handle:horizontal { min-width: 32px; }
QScrollBar::handle:hover { background: @secondary; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }

QMenu { background: @surface; border: 1px solid @strong_border; padding: 4px; }
QMenu::item { padding: 6px 24px 6px 12px; border-radius: 4px; color: @text; }
QMenu::item:selected { background: @soft; color: @text; }
QMenu::item:disabled { color: @secondary; }
QMenu::separator { height: 1px; background: @border; margin: 4px 8px; }
QProgressBar { border: none; border-radius: 3px; background: @border; max-height: 6px; min-height: 6px; }
QProgressBar::chunk { background: @accent; border-radius: 3px; }
"""
