"""A form that no system has: what is written in it is told from what is not."""

from datetime import date, time


class Marked:
    """Writes a day as <D 2026 11 22>, a time as <T 14 05>, numbers with the marks of the Swiss."""

    marks = "',"

    def day(self, day: date) -> str:
        return f"<D {day:%Y %m %d}>"

    def time(self, time: time, *, seconds: bool) -> str:
        return f"<T {time:%H %M %S}>" if seconds else f"<T {time:%H %M}>"
