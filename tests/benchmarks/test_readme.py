import socket
from datetime import date

import pytest

from tests.benchmarks import __main__ as bench
from tests.benchmarks import readme
from tests.benchmarks.figures import Figure


def test_the_page_tells_the_machine_and_the_day_and_no_name() -> None:
    figure = Figure(name="start", value="1 s", ratio=1.0, limit=2.0)
    written = readme.page({"start": figure}, date(2026, 11, 22), 0.25)

    assert written.startswith("Measured on 2026-11-22 on ")
    assert " cores (" in written
    assert "; its load was 0.2 before." in written
    assert socket.gethostname() not in written
    assert "| `start` | Start. | 1 s | 1.000 | 2.000 |" in written


def test_it_takes_the_place_of_the_one_before() -> None:
    text = f"before\n{readme.BEGIN}\nold\n{readme.END}after\n"

    assert readme.put_between(text, "new") == f"before\n{readme.BEGIN}\nnew\n{readme.END}after\n"


def test_without_the_marks_nothing_is_written() -> None:
    with pytest.raises(ValueError, match="no place"):
        readme.put_between("before\n", "new")


def test_the_readme_has_every_row() -> None:
    text = readme.README.read_text(encoding="utf-8")
    table = text.partition(readme.BEGIN)[2].partition(readme.END)[0]

    assert [line.split("`")[1] for line in table.splitlines() if line.startswith("| `")] == list(
        bench.ROWS
    )


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["verdict", "nonsense"], "There is no benchmark 'nonsense'"),
        (["verdict", "--readme"], "--readme stands alone"),
    ],
)
def test_what_cannot_be_measured_is_refused(
    arguments: list[str], says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert bench.main(arguments) == 2
    assert says in capsys.readouterr().out
