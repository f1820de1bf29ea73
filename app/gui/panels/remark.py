"""Shows remarks, redirects and headings, which have no more to them than a few words."""

from typing import assert_never

from app.domain.conditions import Continued
from app.domain.events import RedirectFollowed
from app.domain.notes import Noted
from app.domain.rows import ChecksState, ServicesState
from app.domain.settings import Scope
from app.gui.panels.facts import ExplainedFacts
from app.wording import note_text
from app.wording.forms import moment_text
from app.wording.language import _

Remark = Continued | Noted | RedirectFollowed | ServicesState | ChecksState


class RemarkPanel(ExplainedFacts):
    """A sentence, and what it is about."""

    def __init__(self) -> None:
        super().__init__(_("Remark"))

    def show_remark(self, remark: Remark) -> None:
        """Show a remark, a redirect or what a heading stands for."""
        match remark:
            case Continued():
                self._show(
                    _(
                        "Nothing was looked for in this run: the settings are those of the"
                        " earlier one. What its services answer is of now."
                    ),
                    (_("Earlier run"), moment_text(remark.started_at, seconds=True)),
                    (_("Its file"), remark.log),
                )
            case Noted():
                facts = ((_("About"), remark.subject), (_("Detail"), remark.detail))
                self._show(note_text(remark), *facts)
            case RedirectFollowed():
                told = (
                    _("HTTP status {status}").format(status=remark.status)
                    if remark.status
                    else _("The answer itself")
                )
                self._show(
                    _("The client goes on to another address."),
                    (_("From"), remark.source),
                    (_("To"), remark.target),
                    (_("Told by"), told),
                )
            case ServicesState(scope=Scope.INTERNAL):
                self._show(_("Outlook uses these addresses inside the company's network."))
            case ServicesState():
                # EXPR means RPC over HTTP. [EX07-PROTOCOL]
                self._show(_("Outlook uses these addresses from outside, with Outlook Anywhere."))
            case ChecksState():
                self._show(_("Each service address is tried once; nothing is changed there."))
            case _:
                assert_never(remark)

    def _show(self, text: str, *facts: tuple[str, str]) -> None:
        self._text.show_text(text)
        self._facts.show_facts(facts)
