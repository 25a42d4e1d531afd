"""The part 本单位 of 设置: how the office is called, who works at it, and where its file is."""

from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton

from app import office
from app.problems import SHOWN
from app.session import Session
from ui import desktop, messages
from ui.pages import Services
from ui.parts import Part


class OfficePart(Part):
    """Name, operator and the word of certificate numbers; what is changed is kept with 保存."""

    def __init__(self, session: Session, services: Services) -> None:
        super().__init__()
        self._session, self._services = session, services
        self.name, self.operator, self.word = QLineEdit(), QLineEdit(), QLineEdit(placeholderText="如：示教")
        self.word.setMaximumWidth(160)
        self.operator.setMaximumWidth(160)
        self.heading("本单位")
        self.line(self.name, label="单位名称", stretch=self.name)
        if session.is_county:
            self.sentence("它会出现在证书、报表和交给学校的文件上。")
        else:
            self.name.setReadOnly(True)
            self.sentence(f"名称由{session.county_name}登记，接收县里的文件后会更新。")
        self.line(self.operator, label="经办人")
        self.sentence("它记在每一次修改旁边。换人使用这台电脑时，请改成现在的经办人。")
        self.line(self.word, label="证书编号字头")
        self.sentence("证书编号从它开始，例如“示教结业〔2026〕000001号”。已经发出的证书编号不变。")
        self.limit = QLineEdit()
        self.limit.setMaximumWidth(160)
        self.line(self.limit, label="文件大小上限")
        self.sentence(
            "县校之间每个文件最大多少 MB，便于用微信、邮件传递；放不下的附件另写成几个文件。写 0 表示不限制。"
        )
        self.heading("学时的换算")
        self.worth = {unit: QLineEdit() for unit, _ in office.WORTH}
        for unit, edit in self.worth.items():
            edit.setMaximumWidth(160)
            self.line(edit, label=f"一{unit}算多少学时")
        self.sentence(
            "表格里写“2天”“8节”时按它换算成学时。按县里的规定填写，例如 8；不填的，写天数、节数的格子会请您改写成学时数。"
            "已经登记的学时不变。县里填的是一条规则，随文件发到学校，学校照它换算，不用再填。"
        )
        self.save_button = QPushButton("保存")
        self.save_button.setProperty("kind", "main")
        self.save_button.setToolTip("Ctrl+S")
        self.save_button.clicked.connect(self.save)
        self.line(self.save_button)
        self.heading("数据文件")
        place = QLabel(str(session.path), wordWrap=True)
        self.column.addWidget(place)
        folder = QPushButton("打开所在文件夹")
        folder.clicked.connect(lambda: desktop.show(session.path.parent))
        self.line(folder)
        self.fill()

    def fill(self) -> None:
        """Show what is kept."""
        self.name.setText(self._session.name)
        self.operator.setText(self._session.operator)
        self.word.setText(office.number_word(self._session))
        self.limit.setText(str(office.file_limit(self._session)))
        for unit, edit in self.worth.items():
            edit.setText(office.worth_text(self._session, unit))
            ruled = office.worth_is_ruled(self._session, unit)
            edit.setReadOnly(ruled)
            edit.setToolTip("由县里的规则规定" if ruled else "")

    @property
    def dirty(self) -> bool:
        """Whether something was changed and not saved."""
        word, limit = office.number_word(self._session), str(office.file_limit(self._session))
        typed = (one.text().strip() for one in (self.name, self.operator, self.word, self.limit))
        return tuple(typed) != (self._session.name, self._session.operator, word, limit) or bool(self._other_worth())

    def _other_worth(self) -> dict[str, str]:
        """What a day and a lesson count for, where it was changed and not saved."""
        typed = {unit: edit.text().strip() for unit, edit in self.worth.items()}
        return {unit: text for unit, text in typed.items() if text != office.worth_text(self._session, unit)}

    def save(self) -> bool:
        """Keep what was changed; False when it was refused."""
        try:
            if self.name.text().strip() != self._session.name:
                office.rename(self._session, self.name.text())
            if self.operator.text().strip() != self._session.operator:
                self._session.set_operator(self.operator.text())
            if self.word.text().strip() != office.number_word(self._session):
                office.set_number_word(self._session, self.word.text())
            if self.limit.text().strip() != str(office.file_limit(self._session)):
                office.set_file_limit(self._session, self.limit.text())
            for unit, text in self._other_worth().items():
                office.set_worth(self._session, text, unit)
        except SHOWN as problem:
            messages.show_problem(self, problem)
            return False
        self.fill()
        self._services.renamed()
        self._services.toast("已保存本单位的设置")
        return True
