"""Where resources lie: in a checkout, in an installed package, in a frozen program."""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def resources(package: Path = _PACKAGE) -> Path:
    """Give the folder of icons, style, templates and practice scenarios.

    Raises FileNotFoundError where the copy of the program is not whole.
    """
    # A wheel and a frozen program carry the folder inside the package, a checkout beside it.
    for folder in (package / "resources", package.parent / "resources"):
        if folder.is_dir():
            return folder
    raise FileNotFoundError(f"This copy of the program is not whole: {package} has no resources.")


def practice_scenarios(package: Path = _PACKAGE) -> tuple[Path, ...]:
    """List the files of the practice scenarios: a new file there is a new scenario."""
    return tuple(sorted((resources(package) / "practice").glob("*.toml")))
