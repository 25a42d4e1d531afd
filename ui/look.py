"""The part 外观 of 设置: light, dark, or as the system has it."""

from PySide6.QtWidgets import QApplication, QToolButton

from ui import pictures, tokens
from ui.pages import Services
from ui.parts import Part

LOOKS = (("system", "跟随系统"), ("light", "浅色"), ("dark", "深色"))


class LookPart(Part):
    """One button a look; the choice is kept on this computer."""

    def __init__(self, services: Services) -> None:
        super().__init__()
        self._services = services
        self.heading("外观")
        self.buttons: dict[str, QToolButton] = {}
        for name, label in LOOKS:
            button = self.buttons[name] = QToolButton()
            button.setText(label)
            button.setProperty("kind", "chip")
            button.setCheckable(True)
            button.clicked.connect(lambda _=False, name=name: self.choose(name))
        self.line(*self.buttons.values())
        self.sentence("只影响这台电脑上的显示，不影响打印的证书和报表。")
        self._mark(str(services.settings.value(tokens.LOOK) or "system"))

    def choose(self, look: str) -> None:
        """Wear this look from now on."""
        self._services.settings.setValue(tokens.LOOK, look)
        self._mark(look)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            tokens.choose(app, look)
        pictures.redress(self.window())

    def _mark(self, look: str) -> None:
        for name, button in self.buttons.items():
            button.setChecked(name == look)
            tokens.mark(button, "chosen", name == look)
