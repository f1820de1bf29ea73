from tests.benchmarks.figures import Figure, NotMeasured, markdown, table

GOOD = Figure(name="start", value="0.9 s", ratio=0.9, limit=1.0, about="Ours beside theirs.")
MISSED = Figure(name="round trips", value="600 ms", ratio=1.2, limit=1.15)
UNKNOWN = NotMeasured(name="far", reason="no TUN", about="As above.")


def test_the_table_has_a_line_for_each_figure_and_marks_a_miss() -> None:
    assert table([GOOD, MISSED, UNKNOWN]).splitlines() == [
        "figure       measured              ratio  limit  miss",
        "start        0.9 s                 0.900  1.000",
        "round trips  600 ms                1.200  1.150  MISS",
        "far          not measured: no TUN",
    ]


def test_as_markdown_each_row_says_what_is_compared() -> None:
    assert markdown({"a": GOOD, "b-c": MISSED, "far": UNKNOWN}).splitlines() == [
        "| row | what is compared | measured | ratio | limit |",
        "| --- | --- | --- | --- | --- |",
        "| `a` | Start. Ours beside theirs. | 0.9 s | 0.900 | 1.000 |",
        "| `b-c` | Round trips. | 600 ms | **1.200** miss | 1.150 |",
        "| `far` | Far. As above. | not measured: no TUN |  |  |",
    ]


def test_at_its_limit_a_figure_is_a_miss() -> None:
    assert Figure(name="x", value="", ratio=1.15, limit=1.15).is_miss
