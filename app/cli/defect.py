"""Tells of a defect in one line, and keeps a report of it that holds no secrets."""

import sys
from datetime import datetime

from app.cli.output import Output, complain
from app.domain.defect import RecentEvents, defect_of
from app.sessionlog.defects import save_report
from app.wording.defect import defect_report
from app.wording.language import _


def tell_defect(error: Exception, recent: RecentEvents | None = None) -> None:
    """Say that the program failed, and where the report is; without a file, say the report."""
    defect = defect_of(error, "the command line")
    report = defect_report(defect, recent.kinds() if recent else ())
    kind = defect.links[-1].kind
    try:
        file = save_report(report, datetime.now().astimezone())
    except OSError:
        complain(_("This is a defect in the program; please report it with the lines below."))
        Output(sys.stderr).text(report)
        return
    complain(
        _(
            "This is a defect in the program ({kind}); please report it with the file {file}."
        ).format(kind=kind, file=file)
    )
