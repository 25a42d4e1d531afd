"""Moving teachers: the small dialog that asks how, where to, from when and by which document."""

from collections.abc import Sequence

from PySide6.QtWidgets import QDialog, QWidget

from app import moving
from app.session import Session
from ui.people import organisation_picker
from ui.small_dialog import SmallDialog

_NAMED = 3


class MoveDialog(SmallDialog):
    """`chosen(values)` once what was filled in can be read; the move itself is the page's."""

    def __init__(self, parent: QWidget, session: Session, names: Sequence[str]) -> None:
        more = f"等 {len(names)} 人" if len(names) > _NAMED else ""
        super().__init__(
            parent,
            session,
            moving.ENTITY,
            title="办理调动",
            about=f"办理：{'、'.join(names[:_NAMED])}{more}",
            words="履历、学时、结对、证书等全部内容随人走：下次给有关学校生成文件时，新学校得到全部，原学校只留下数字。",
            verb=f"办理 {len(names)} 人",
            pickers={"organisations": organisation_picker(session)},
            defaults={"since": session.today().isoformat()},
        )
        window = parent.window()
        self.resize(min(window.width() - 48, 560), min(window.height() - 48, 420))

    def reject(self) -> None:
        """Close, without asking: it is a few words."""
        QDialog.reject(self)
