"""Checks of what the program reads from its own folder: each kind is read, and not only there."""

from app import profiles
from app.domain.address import registrable_domain
from app.findings.catalogue import RULES
from app.findings.help_pages import help_page
from app.paths import resources
from app.practice.scenarios import load_scenarios
from app.selftest.check import Seen, need
from app.wording.guide import GUIDE
from app.wording.language import ENGLISH, LANGUAGES, _, speaking

PNG = b"\x89PNG\r\n\x1a\n"


def look_at_resources() -> Seen:
    """Read scenarios, clients, pages of help, icons, licences and the public suffixes."""
    scenarios = load_scenarios()
    need(scenarios, "There are no practice scenarios.")
    clients = profiles.load_all()
    pages = sorted((resources() / "findings").glob("*.txt"))
    need(len(pages) >= len(RULES) // 2, f"Only {len(pages)} pages of help are there.")
    for code in LANGUAGES:
        with speaking(code):
            empty = [page.stem for page in pages if len(help_page(page.stem)) < 40]
        need(not empty, f"These pages of help are empty: {', '.join(empty)}.")
    untranslated = _untranslated([page.name for page in pages])
    need(not untranslated, f"These pages of help are English alone: {', '.join(untranslated)}.")
    guides = sorted((resources() / "help").glob("*.txt"))
    lacking = sorted(set(GUIDE) - {page.stem for page in guides})
    need(not lacking, f"These pages of the guide are missing: {', '.join(lacking)}.")
    untranslated = _untranslated([page.name for page in guides], "help")
    need(not untranslated, f"These pages of help are English alone: {', '.join(untranslated)}.")
    icons = sorted((resources() / "icons").glob("*.png"))
    need(icons, "There are no icons.")
    broken = [icon.name for icon in icons if not icon.read_bytes().startswith(PNG)]
    need(not broken, f"These icons are no pictures: {', '.join(broken)}.")
    notices = resources() / "notices" / "NOTICES.txt"
    need(notices.is_file() and b"LGPL" in notices.read_bytes(), "There are no licences.")
    domain = registrable_domain("mail.contoso.co.uk")
    need(domain == "contoso.co.uk", f"The list of public suffixes does not work: {domain}.")
    return Seen(
        text=f"{len(scenarios)} scenarios, {len(clients)} clients,"
        f" {len(pages) + len(guides)} pages of help, {len(icons)} icons"
    )


def _untranslated(pages: list[str], kind: str = "findings") -> list[str]:
    folder = resources() / kind
    others = [code for code in LANGUAGES if code != ENGLISH]
    return [page for page in pages if not all((folder / code / page).is_file() for code in others)]


def look_at_translations() -> Seen:
    """Open the catalogue of every language."""
    for code in LANGUAGES:
        with speaking(code):
            # Opens it, or raises what is wrong with it.
            _("File")
    return Seen(text=", ".join(LANGUAGES.values()))
