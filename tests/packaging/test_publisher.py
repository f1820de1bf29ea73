"""Who gives the packages out: one file, read by all that tell of it."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

import publisher
from checkout import ROOT, SetupError
from debian_package import control, debian_changelog, maintainer
from frozen import time_of_sources


def told(tmp_path: Path, text: str) -> Path:
    file = tmp_path / "publisher.toml"
    file.write_text(text, encoding="utf-8")
    return file


def test_who_it_is_stands_in_every_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = told(tmp_path, 'name = "Fabrikam Müller GmbH"\nmail = "it@fabrikam.de"')
    monkeypatch.setattr(publisher.publisher, "__defaults__", (file,))

    assert maintainer() == "Fabrikam Müller GmbH <it@fabrikam.de>"
    assert f"\nMaintainer: {maintainer()}\n" in control("1.2.3", 1)
    moment = datetime.fromtimestamp(time_of_sources(), UTC)
    assert f" -- {maintainer()}  " in debian_changelog("1.2.3", moment)
    assert publisher.publisher().is_named


def test_nobody_is_named_until_somebody_does_it() -> None:
    assert not publisher.publisher().is_named


@pytest.mark.parametrize(
    "text",
    [
        'name = ""\nmail = "a@b.example"',
        'mail = "a@b.example"',
        'name = "A"\nmail = "nobody"',
        'name = "A <x>"\nmail = "a@b.example"',
        'name = "A\\nPre-Depends: x"\nmail = "a@b.example"',
        'name = "A ${SYSDIR}"\nmail = "a@b.example"',
        'name = "A"\nmail = "a@b.example\\nPre-Depends: x"',
    ],
)
def test_what_the_packages_cannot_hold_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(SetupError, match=r"publisher\.toml needs a name and a mail address"):
        publisher.publisher(told(tmp_path, text))


def test_no_other_place_says_who_it_is() -> None:
    """A publisher changes one file."""
    name = publisher.publisher().name
    makers = [*(ROOT / "packaging").rglob("*.py"), *(ROOT / "packaging" / "windows").glob("*.nsi")]

    assert makers
    assert not [one.name for one in makers if name in one.read_text(encoding="utf-8")]
