from exports.paper import A4, A4_LANDSCAPE, Paper
from exports.typefaces import face_for
from ui.sheets import Sheets


def pdf_of(sizes):
    paper = Paper("样张", A4)
    for number, size in enumerate(sizes, 1):
        paper.canvas.setPageSize(size)
        paper.canvas.setFont(face_for("第页", "song"), 40)
        paper.canvas.drawString(72, 72, f"第 {number} 页")
        paper.canvas.showPage()
    return paper.finished()


def test_every_sheet_can_be_turned_to_and_says_its_size(qtbot):
    sheets = Sheets()
    qtbot.addWidget(sheets)
    sheets.resize(800, 600)
    sheets.put(pdf_of([A4, A4_LANDSCAPE]))
    sheets.show()

    assert sheets.count == 2
    assert sheets.where.text() == "第 1 页，共 2 页　A4 纵向"
    sheets.small.setCurrentIndex(sheets.small.model().index(1, 0))
    assert sheets.where.text() == "第 2 页，共 2 页　A4 横向"
    picture = sheets.page.pixmap()
    assert picture.width() > picture.height()


def test_a_sheet_fits_the_room_and_can_be_looked_at_closer(qtbot):
    sheets = Sheets()
    qtbot.addWidget(sheets)
    sheets.resize(700, 500)
    sheets.put(pdf_of([A4]))
    sheets.show()

    whole = sheets.page.pixmap().height()
    assert whole <= 500
    sheets.wide.click()
    assert sheets.page.pixmap().height() > whole


def test_the_sheet_in_sight_stays_when_the_paper_is_made_anew(qtbot):
    sheets = Sheets()
    qtbot.addWidget(sheets)
    sheets.put(pdf_of([A4] * 5))
    sheets.turn_to(3)
    sheets.put(pdf_of([A4] * 5))
    assert sheets.number == 3
    sheets.put(pdf_of([A4] * 2))
    assert sheets.number == 1


def test_a_sentence_stands_where_there_is_no_paper(qtbot):
    sheets = Sheets()
    qtbot.addWidget(sheets)
    sheets.put(pdf_of([A4] * 2))
    sheets.say("正在排版……")
    assert sheets.count == 0
    assert sheets.page.text() == "正在排版……"
