from tests.benchmarks.figures import Figure, NotMeasured, table


def test_the_table_has_a_line_for_each_figure_and_marks_a_miss() -> None:
    good = Figure(name="start", value="0.9 s", ratio=0.9, limit=1.0)
    missed = Figure(name="round trips", value="600 ms", ratio=1.2, limit=1.15)
    unknown = NotMeasured(name="far", reason="no TUN")

    assert table([good, missed, unknown]).splitlines() == [
        "figure       measured              ratio  limit  miss",
        "start        0.9 s                 0.900  1.000",
        "round trips  600 ms                1.200  1.150  MISS",
        "far          not measured: no TUN",
    ]


def test_at_its_limit_a_figure_is_a_miss() -> None:
    assert Figure(name="x", value="", ratio=1.15, limit=1.15).is_miss
