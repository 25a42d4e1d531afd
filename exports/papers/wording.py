"""What the elements of a design are called, on test prints and in refusals."""

from exports.papers.design import AnyElement, Code, Form, Frame, Picture, Rule, Seal, Table, Text

_LONGEST = 14


class NoRoom(Exception):
    """A text that does not fit its element even at the smallest legible size; `label` is what the element is called."""

    def __init__(self, label: str, text: str) -> None:
        super().__init__(label, text)
        self.label = label
        self.text = text


def called(element: AnyElement) -> str:
    """What a person would call the element: 文字“{姓名}同志：”."""
    match element:
        case Text():
            return f"文字“{short(element.text)}”"
        case Table():
            return f"表格“{element.rows}”"
        case Form():
            first = next((cell.text for line in element.lines for cell in line if cell.text), "")
            return f"表单“{short(first)}……”"
        case Picture():
            return f"图片“{element.fact}”" if element.fact else "图片"
        case Seal():
            return "盖章处"
        case Code():
            return "二维码"
        case Rule():
            return "线"
        case Frame():
            return "边框"


def short(text: str) -> str:
    """The beginning of a text, on one line."""
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST else f"{line[:_LONGEST]}…"
