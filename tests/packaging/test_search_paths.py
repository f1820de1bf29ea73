"""Where the folder's libraries look for others: nowhere but in the folder."""

import shutil
import subprocess
from pathlib import Path

import pytest

import search_paths
from checkout import SetupError

needs_tools = pytest.mark.skipif(
    not all(shutil.which(one) for one in ("gcc", "chrpath", "readelf")),
    reason="gcc, chrpath or readelf is not here",
)


def library(file: Path, *places: str) -> Path:
    """Make a library that looks there."""
    file.parent.mkdir(parents=True, exist_ok=True)
    source = file.with_suffix(".c")
    source.write_text("int one(void) { return 1; }\n")
    options = [f"-Wl,-rpath,{':'.join(places)}"] if places else []
    subprocess.run(["gcc", "-shared", "-o", file, source, *options], check=True)
    source.unlink()
    return file


@needs_tools
@pytest.mark.parametrize(
    ("places", "kept"),
    [
        ((), ""),
        (("$ORIGIN", "$ORIGIN/../lib"), "$ORIGIN:$ORIGIN/../lib"),
        (("/home/me/python/lib",), ""),
        (("/home/me/python/lib", "$ORIGIN/../lib", "lib"), "$ORIGIN/../lib"),
    ],
)
def test_only_places_within_the_folder_are_kept(
    tmp_path: Path, places: tuple[str, ...], kept: str
) -> None:
    file = library(tmp_path / "inside" / "one.so", *places)
    before = file.read_bytes()
    (tmp_path / "link.so").symlink_to(file)
    (tmp_path / "text.so").write_text("no library")

    search_paths.clean(tmp_path)

    assert search_paths.search_path(file) == kept
    assert (file.read_bytes() == before) == (":".join(places) == kept)


@needs_tools
def test_a_library_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    (tmp_path / "torn.so").write_bytes(search_paths.ELF)

    with pytest.raises(SetupError, match="readelf failed"):
        search_paths.clean(tmp_path)
