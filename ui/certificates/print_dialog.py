"""The Paper pattern: the papers as they will print, what is wrong with them first, and how they are to go out."""

from collections.abc import Sequence

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QDialog, QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.papers import designs, issuing, registry
from app.problems import SHOWN
from app.session import Session
from ui import choosing, desktop, messages
from ui.certificates.paper_options import Choice, PaperOptions
from ui.lists import Ids
from ui.pages import Services
from ui.sheets import Sheets

_WIDE, _TALL, _AROUND = 1180, 720, 48
_PAUSE = 350
"""Milliseconds after the last change before the papers are made anew."""


class PrintDialog(QDialog):
    """`wanted(choice)` when the papers are to be made as chosen; nothing was issued before."""

    wanted = Signal(object)

    def __init__(self, parent: QWidget, session: Session, services: Services, kind: str, ids: Ids) -> None:
        super().__init__(parent)
        self.kind = registry.KINDS[kind]
        self.setWindowTitle(f"预览和打印{self.kind.label}")
        self.setModal(True)
        self._session, self._services, self._ids = session, services, ids
        self.count = 0
        names, chosen = self._designs()
        self._in_use = chosen
        self.options = PaperOptions(services.settings, kind, names, chosen, numbered=self.kind.numbered)
        self.options.changed.connect(self._later)
        self.options.way_changed.connect(self._tell)
        self.options.test.connect(self._test)
        self.options.lay_out_design.connect(self._lay_out_design)
        self.sheets = Sheets()
        self.word = QLabel(wordWrap=True)
        self.word.setProperty("role", "fault")
        self.word.setContentsMargins(16, 10, 16, 10)
        self.word.hide()
        self.said = QLabel()
        self.said.setProperty("role", "secondary")
        self.no = QPushButton("取消", autoDefault=False)
        self.no.clicked.connect(self.reject)
        self.go = QPushButton(autoDefault=False)
        self.go.setProperty("kind", "main")
        self.go.clicked.connect(self._go)
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE)
        self._pause.timeout.connect(self._make)
        self._asked = 0
        self._lay_out()
        window = parent.window()
        self.resize(min(window.width() - _AROUND, _WIDE), min(window.height() - _AROUND, _TALL))
        self._make()

    def _lay_out(self) -> None:
        foot, body = QFrame(), QFrame()
        foot.setProperty("role", "footer")
        body.setProperty("role", "page")
        middle = QVBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(self.word)
        middle.addWidget(self.sheets, 1)
        line = QHBoxLayout(body)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(0)
        line.addLayout(middle, 1)
        line.addWidget(self.options)
        bottom = QHBoxLayout(foot)
        bottom.setContentsMargins(16, 10, 16, 10)
        bottom.addWidget(self.said, 1)
        bottom.addWidget(self.no)
        bottom.addWidget(self.go)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(body, 1)
        column.addWidget(foot)

    @property
    def choice(self) -> Choice:
        """What is chosen now."""
        return self.options.choice

    # -- the papers as they will print

    def _later(self) -> None:
        self._pause.start()

    def _make(self) -> None:
        self._asked += 1
        asked, choice = self._asked, self.choice
        kind, ids = self.kind.name, self._ids
        if not self.sheets.count:
            self.sheets.say("正在排版……")
        self.go.setEnabled(False)
        self._services.reads.run(
            lambda session, progress: issuing.draft(session, kind, ids, wish=wish_of(choice), progress=progress),
            title="正在排版",
            done=lambda made: self._put(asked, made),
            failed=lambda problem: self._refuse(asked, problem),
        )

    def _put(self, asked: int, made: issuing.Draft) -> None:
        if asked != self._asked:
            return
        self.count = made.papers
        self.word.hide()
        self.sheets.put(made.pdf)
        self._tell()

    def _refuse(self, asked: int, problem: BaseException) -> None:
        if asked != self._asked:
            return
        if not isinstance(problem, SHOWN):
            messages.report_bug(self.window(), problem)
            return
        self.count = 0
        self.sheets.say("")
        self.word.setText(f"{problem.title}\n{problem.advice}")
        self.word.show()
        self._tell()

    def _tell(self) -> None:
        verb = "打印" if self.options.way == "printer" else "生成"
        dots = "" if self.options.way == "printer" else "……"
        self.go.setText(f"{verb} {self.count:,} 份{dots}" if self.count else verb)
        self.go.setEnabled(self.count > 0 and self.options.ready)
        if self.options.way == "printer" and not self.options.printer.count():
            self.said.setText("这台电脑上没有打印机，请先存为 PDF。")
        else:
            numbered = "预览上没有编号，也不能作数；编号在生成时给出并登记。" if self.kind.numbered else ""
            self.said.setText(numbered)

    # -- what else can be done here

    def _designs(self) -> tuple[Sequence[str], str]:
        chosen, _design = designs.chosen(self._session, self.kind.name)
        return names_of(self._session, self.kind.name), chosen

    def _lay_out_design(self) -> None:
        from ui.designer import open_designer

        opened = open_designer(self, self._session, self._services, self.kind.name)
        opened.destroyed.connect(self._read_designs)

    def _read_designs(self) -> None:
        names, chosen = self._designs()
        # Another one was put to use there: that is what is wanted here.
        stays = self.choice.design in names and chosen == self._in_use
        self._in_use = chosen
        self.options.put_designs(names, self.choice.design if stays else chosen)
        self._later()

    def _test(self) -> None:
        """A sheet with rulers and outlines, to see by how much a print on pre-printed paper is off."""
        path = choosing.target(
            self, self._services.settings, "papers", "试打", "PDF 文件 (*.pdf)", f"{self.kind.label}试打.pdf"
        )
        if path is None:
            return
        kind, wish = self.kind.name, wish_of(self.choice)
        self._services.jobs.run(
            lambda session, progress: issuing.test_sheet(session, kind, path, wish=wish),
            title="正在生成试打页",
            done=lambda _: desktop.show(path),
            failed=lambda problem: self._refuse(self._asked, problem),
        )

    def _go(self) -> None:
        self.wanted.emit(self.choice)


def wish_of(choice: Choice) -> issuing.Wish:
    """What was chosen, as issuing wants to know it."""
    return issuing.Wish(
        design=choice.design,
        preprinted=choice.preprinted,
        offset=choice.offset,
        valid_until=choice.until,
        sign_list=choice.sign_list,
    )


def names_of(session: Session, kind: str) -> Sequence[str]:
    """The designs papers of a kind can be made with: the office's own, then those that come with the program."""
    own = [str(row["name"]) for row in designs.of_kind(session, kind)]
    return list(dict.fromkeys([*own, *(one.name for one in designs.shipped(kind))]))
