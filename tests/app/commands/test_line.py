"""The command line: fixed lines others can script against, JSON out, refusals in words, exit codes."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from app import screens, teachers
from app.__main__ import main

ROOT = Path(__file__).parents[3]


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str]:
    code = main([str(one) for one in arguments])
    return code, capsys.readouterr().out


def asked(capsys: pytest.CaptureFixture[str], *arguments: object) -> object:
    code, out = run(capsys, *arguments, "--json")
    assert code == 0, out
    return json.loads(out)


def test_list_prints_objects_with_id_and_field_names(county, capsys: pytest.CaptureFixture[str]) -> None:
    rows = asked(capsys, "--file", county.session.path, "list", "teachers")
    assert [row["name"] for row in rows] == ["单丽", "张𬭎"]
    assert {"id", "name", "phone", "id_number", "work_name"} <= set(rows[0])


@pytest.mark.parametrize(
    "what",
    [
        *("teachers", "pairs", "studios", "members", "training", "organisations", "certificates"),
        *("declarations", "honours", "assessments", "observations", "credentials"),
        *("courses", "bases", "volunteering"),
    ],
)
def test_every_list_is_there_in_words_and_in_json(county, capsys: pytest.CaptureFixture[str], what: str) -> None:
    assert isinstance(asked(capsys, "--file", county.session.path, "list", what), list)
    code, out = run(capsys, "--file", county.session.path, "list", what)
    assert code == 0
    assert "共" in out


def test_set_changes_a_field_and_keeps_who_did_it(county, capsys: pytest.CaptureFixture[str]) -> None:
    path = county.session.path
    changed = asked(capsys, "--file", path, "--operator", "李娜", "set", "teachers", county.zhang, "phone=13900000008")
    assert changed == {"id": county.zhang, "phone": "139****0008"}
    lines = asked(capsys, "--file", path, "history", "teachers", county.zhang)
    assert (lines[0]["actor"], lines[0]["new"]) == ("李娜", "139****0008")


def test_set_names_a_school_by_its_code(county, capsys: pytest.CaptureFixture[str]) -> None:
    asked(capsys, "--file", county.session.path, "set", "teachers", county.zhang, "work=2199000002")
    rows = asked(capsys, "--file", county.session.path, "list", "teachers")
    assert {row["work_name"] for row in rows} == {"清水小学"}


def test_a_refusal_is_one_sentence_and_exit_code_1(county, capsys: pytest.CaptureFixture[str]) -> None:
    code = main(["--file", str(county.session.path), "set", "teachers", county.zhang, "phone=12"])
    said = capsys.readouterr().err
    assert code == 1
    assert "不是电话号码" in said
    assert "Traceback" not in said


def test_an_unknown_field_lists_the_known_ones(county, capsys: pytest.CaptureFixture[str]) -> None:
    code = main(["--file", str(county.session.path), "set", "teachers", county.zhang, "telephone=1"])
    assert code == 1
    assert "phone（联系电话）" in capsys.readouterr().err


def test_undo_takes_back_the_last_act(county, capsys: pytest.CaptureFixture[str]) -> None:
    asked(capsys, "--file", county.session.path, "set", "teachers", county.zhang, "subject=数学")
    assert asked(capsys, "--file", county.session.path, "undo") == {"undone": "修改教师：张𬭎"}


def test_an_older_act_is_taken_back_by_its_id(county, capsys: pytest.CaptureFixture[str]) -> None:
    path = county.session.path
    asked(capsys, "--file", path, "set", "teachers", county.zhang, "subject=数学")
    asked(capsys, "--file", path, "set", "teachers", county.shan, "phone=13900000003")
    act = next(one for one in asked(capsys, "--file", path, "recent") if one["reason"] == "修改教师：张𬭎")
    assert act["stands"]
    assert asked(capsys, "--file", path, "undo", "--act", act["id"]) == {"undone": "修改教师：张𬭎"}
    newest, *_ = asked(capsys, "--file", path, "recent", "--limit", "1")
    assert (newest["reason"], newest["stands"]) == ("撤销：修改教师：张𬭎", False)


def test_without_a_file_it_says_how_to_name_one(capsys: pytest.CaptureFixture[str], monkeypatch) -> None:
    monkeypatch.delenv("XINHUO_FILE", raising=False)
    assert main(["list", "teachers"]) == 1
    assert "--file" in capsys.readouterr().err


def test_a_file_that_is_not_ours_is_refused_untouched(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "照片.xinhuo"
    path.write_bytes(b"\xff\xd8\xff" + b"x" * 5000)
    assert main(["--file", str(path), "list", "teachers"]) == 1
    assert "不是薪火的数据文件" in capsys.readouterr().err
    assert path.read_bytes() == b"\xff\xd8\xff" + b"x" * 5000


@pytest.mark.parametrize("name", ["teachers", "organisations", "pairs", "studios", "members", "classes", "hours"])
@pytest.mark.parametrize("ending", ["pdf", "xlsx"])
def test_every_report_is_written(county, capsys: pytest.CaptureFixture[str], name: str, ending: str) -> None:
    out = county.folder / f"{name}.{ending}"
    asked(capsys, "--file", county.session.path, "report", name, "--out", out)
    assert out.stat().st_size > 1000


def test_an_unknown_report_names_the_known_ones(county, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--file", str(county.session.path), "report", "nothing", "--out", str(county.folder / "x.pdf")]) == 1
    assert "教师花名册" in capsys.readouterr().err


def test_check_finds_nothing_wrong_with_a_sound_file(county, capsys: pytest.CaptureFixture[str]) -> None:
    assert asked(capsys, "--file", county.session.path, "check")["ok"] is True


def test_check_finds_what_was_written_past_the_program(county, capsys: pytest.CaptureFixture[str]) -> None:
    conn = county.session.store.conn
    conn.execute("DROP TRIGGER capture_teachers_insert")
    conn.execute("INSERT INTO teachers (id, name) VALUES ('x', '不速之客')")
    code, out = run(capsys, "--file", county.session.path, "check", "--json")
    bad = {one["name"] for one in json.loads(out)["findings"] if not one["ok"]}
    assert code == 1
    assert bad == {"capture", "journal"}


def test_a_backup_restores_what_was(county, capsys: pytest.CaptureFixture[str]) -> None:
    path = county.session.path
    backup = asked(capsys, "--file", path, "backup", county.folder)["file"]
    asked(capsys, "--file", path, "set", "teachers", county.zhang, "phone=13900000008")
    county.session.close()
    kept = asked(capsys, "--file", path, "restore", backup)["kept"]
    assert Path(kept).exists()
    rows = asked(capsys, "--file", path, "list", "teachers")
    assert "139****0001" in {row["phone"] for row in rows}


def test_self_test_passes(capsys: pytest.CaptureFixture[str]) -> None:
    assert asked(capsys, "self-test", "--no-windows")["ok"] is True


def test_every_command_has_help(capsys: pytest.CaptureFixture[str]) -> None:
    from app.commands.line import parser

    commands = next(action for action in parser()._actions if hasattr(action, "choices") and action.choices)
    names = set(commands.choices)
    assert {
        "demo",
        "import",
        "list",
        "exchange",
        "paper",
        "numbers",
        "report",
        "check",
        "backup",
        "restore",
        "self-test",
    } <= names
    for name in names:
        with pytest.raises(SystemExit) as left:
            main([name, "--help"])
        assert left.value.code == 0
        assert "usage" in capsys.readouterr().out


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere there always is a screen")
def test_without_a_screen_the_window_says_so_in_words(county) -> None:
    bare = {name: value for name, value in os.environ.items() if name not in screens.NAMES}
    command = [sys.executable, "-m", "app", "--file", str(county.session.path)]
    done = subprocess.run(command, env=bare, cwd=ROOT, capture_output=True, check=False)
    assert done.returncode == 1
    assert done.stderr.decode().splitlines()[0] == "这里没有图形界面，打不开窗口。"


def test_the_command_line_never_loads_qt(county) -> None:
    script = (
        "import sys; from app.__main__ import main; "
        f"code = main(['--file', {str(county.session.path)!r}, 'list', 'teachers', '--json']); "
        "sys.exit(code or int(any(name.startswith('PySide6') for name in sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()


def test_the_last_folder_of_a_path_is_made_but_not_a_whole_mistyped_one(
    county, capsys: pytest.CaptureFixture[str]
) -> None:
    path = county.session.path
    made = asked(capsys, "--file", path, "exchange", "invite", "--to", "2199000001", "--out", county.folder / "邀请")
    assert Path(made["path"]).parent == county.folder / "邀请"
    wrong = county.folder / "没有" / "这里"
    assert main(["--file", str(path), "exchange", "invite", "--to", "2199000001", "--out", str(wrong)]) == 1
    assert "检查路径" in capsys.readouterr().err


def test_options_may_stand_before_or_after_the_command(county, capsys: pytest.CaptureFixture[str]) -> None:
    path = str(county.session.path)
    for arguments in (["--json", "--file", path, "list", "teachers"], ["list", "teachers", "--json", "--file", path]):
        assert main(arguments) == 0
        assert len(json.loads(capsys.readouterr().out)) == 2


def test_json_is_utf_8_whatever_the_console_speaks(county) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "app", "--file", str(county.session.path), "list", "teachers", "--json"],
        capture_output=True,
        check=True,
        env={**os.environ, "PYTHONIOENCODING": "gbk"},
        cwd=Path(__file__).parents[3],
    )
    assert "张𬭎" in {row["name"] for row in json.loads(done.stdout.decode("utf-8"))}


def test_a_deleted_teacher_is_listed_brought_back_and_purged_only_when_that_is_meant(
    county, capsys: pytest.CaptureFixture[str]
) -> None:
    path = county.session.path
    assert run(capsys, "--file", path, "deleted") == (0, "没有已删除的教师。\n")
    teachers.delete(county.session, county.shan)
    (one,) = asked(capsys, "--file", path, "deleted")["deleted"]
    assert (one["name"], one["actor"]) == ("单丽", "王敏")
    assert asked(capsys, "--file", path, "bring-back", "单丽") == {"id": county.shan}
    teachers.delete(county.session, county.shan)
    code, out = run(capsys, "--file", path, "--json", "purge", "单丽")
    assert code == 1 and "--yes" in json.loads(out)["advice"]
    assert asked(capsys, "--file", path, "purge", "单丽", "--yes") == {"id": county.shan, "rows": 2}
    assert asked(capsys, "--file", path, "deleted") == {"deleted": []}
    assert run(capsys, "--file", path, "bring-back", "单丽")[0] == 1


@pytest.mark.parametrize("words", [["--help"], ["nothing-of-the-kind"]])
def test_the_help_is_printed_on_a_console_that_knows_no_chinese(words: list[str]) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "app", *words],
        env={**os.environ, "PYTHONIOENCODING": "cp1252"},
        capture_output=True,
        check=False,
        cwd=Path(__file__).parents[3],
    )
    assert done.returncode in (0, 2)
    assert b"usage" in done.stdout + done.stderr
