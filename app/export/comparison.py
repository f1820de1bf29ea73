"""What differs between two sessions, as a text and as JSON."""

from collections.abc import Iterator

from app.domain.finding import Finding
from app.export.indented import indented
from app.wording import one_line, severity_title
from app.wording.comparison import Comparison, Side, group_title
from app.wording.language import _

FORMAT = 1
NOTHING = "-"


def comparison_as_text(found: Comparison, first: str, second: str) -> str:
    """Give the differences below the names of the two sessions; each side on a line of its own."""
    return "\n".join(_lines(found, first, second)) + "\n"


def comparison_as_json(found: Comparison, first: str, second: str) -> str:
    """Give the same for programs."""
    document = {
        "format": FORMAT,
        "first": first,
        "second": second,
        "differences": [
            {
                "group": one.group.name.lower().replace("_", "-"),
                "what": one.what,
                "first": _side(one.first),
                "second": _side(one.second),
            }
            for one in found.differences
        ],
        "findings": {
            "first_only": [_finding(one) for one in found.first_only],
            "second_only": [_finding(one) for one in found.second_only],
        },
    }
    return indented(document)


def _lines(found: Comparison, first: str, second: str) -> Iterator[str]:
    yield f"1: {one_line(first)}"
    yield f"2: {one_line(second)}"
    if not found.differences:
        yield ""
        yield _("The two sessions tell the same.")
    yield from _explanation(found)
    group = None
    for one in found.differences:
        if one.group is not group:
            group = one.group
            yield ""
            yield group_title(group)
        yield f"  {one_line(one.what)}"
        yield f"    1: {one_line(one.first.text) or NOTHING}"
        yield f"    2: {one_line(one.second.text) or NOTHING}"


def _explanation(found: Comparison) -> Iterator[str]:
    only = (("1", found.first_only), ("2", found.second_only))
    if any(findings for _number, findings in only):
        yield ""
        yield _("What explains it")
    for number, findings in only:
        for one in findings:
            yield "  " + _("only in {number}: {severity}: {title}").format(
                number=number, severity=severity_title(one.severity), title=one_line(one.title)
            )


def _finding(finding: Finding) -> dict[str, object]:
    return {
        "code": finding.code,
        "severity": finding.severity,
        "title": finding.title,
        "advice": finding.advice,
    }


def _side(side: Side) -> dict[str, object]:
    return {"text": side.text or None, "events": list(side.events)}
