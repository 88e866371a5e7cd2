"""The dump of ROR: what is read from it, the index that is kept, and files that are no dump."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from credatlas.errors import DataError, StoreError
from credatlas.link.indexing import in_memory
from credatlas.link.model import RecordName
from credatlas.link.sources import ror
from registry import HARVARD, organisation, packed


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CREDATLAS_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


def kept(cache: Path) -> list[Path]:
    return sorted((cache / "links").glob("*")) if (cache / "links").is_dir() else []


def test_a_record_of_the_registry_is_read_with_all_that_linking_asks_for(linking: Path) -> None:
    (found,) = (one for one in ror.records(linking / "ror-data-small-1500.zip") if one.id == HARVARD)
    assert (found.name, found.status, found.countries, found.source) == ("Harvard University", "active", ("US",), "ror")
    assert "Cambridge" in found.places
    assert "harvard.edu" in found.domains
    assert ("wikidata", "Q13371") in found.identifiers
    assert "education" in found.kinds
    assert len(found.digest) == 64


def test_a_withdrawn_record_names_what_came_after_it(linking: Path) -> None:
    index = ror.index(linking / "ror-data-small-1500.zip")
    (number,) = index.numbers_of("id", "https://ror.org/03wevmz92")
    assert (index.record(number).status, index.record(number).successors) == ("withdrawn", (HARVARD,))


def test_the_small_dump_has_its_1500_records_and_says_its_version(linking: Path) -> None:
    index = ror.index(linking / "ror-data-small-1500.zip")
    assert (index.size, index.source, index.version) == (1500, "ror", "v2.9-small")


def test_names_keep_their_kind_and_the_shown_one_comes_first(tmp_path: Path) -> None:
    record = organisation("0abcdef12", "University of Testing", other={"UT": "acronym", "Testing U": "alias"})
    (found,) = ror.records(packed(tmp_path, [record]))
    assert found.names == (
        RecordName("University of Testing", "label", "en"),
        RecordName("UT", "acronym", ""),
        RecordName("Testing U", "alias", ""),
    )


@pytest.mark.parametrize(
    ("site", "domains"),
    [
        ("http://www.kcl.ac.uk/index.aspx", ("kcl.ac.uk",)),
        ("https://web.mit.edu", ("mit.edu",)),
        ("https://WWW.Example.org/en/", ("example.org",)),
        ("https://universidadeuropea.com/conocenos/valencia/", ()),  # the site of a larger body
        ("no address at all", ()),
    ],
)
def test_a_website_is_a_domain_only_at_its_root(tmp_path: Path, site: str, domains: tuple[str, ...]) -> None:
    (found,) = ror.records(packed(tmp_path, [organisation("0abcdef12", "Any", site=site)]))
    assert found.domains == domains


def test_the_other_files_of_a_release_are_passed_over(tmp_path: Path) -> None:
    dump = packed(tmp_path, [organisation("0abcdef12", "Kept")], "v1.63-2025-04-03-ror-data_schema_v2.json")
    with zipfile.ZipFile(dump, "a") as archive:
        archive.writestr("v1.63-2025-04-03-ror-data.json", json.dumps([{"id": "x", "name": "Old form"}]))
        archive.writestr("v1.63-2025-04-03-ror-data.csv", "id,name\n")
        archive.writestr("__MACOSX/._v1.63-2025-04-03-ror-data_schema_v2.json", "\0\0")
    assert [one.name for one in ror.records(dump)] == ["Kept"]


def test_an_index_is_built_once_and_another_dump_gets_its_own(tmp_path: Path, own_cache: Path) -> None:
    dump = packed(tmp_path, [organisation("0abcdef12", "First")])
    assert ror.index(dump).size == 1
    (first,) = kept(own_cache)
    made = first.stat().st_mtime_ns
    assert ror.index(dump).size == 1
    assert first.stat().st_mtime_ns == made
    assert ror.index(packed(tmp_path, [organisation("0abcdef12", "Second")] * 1)).size == 1
    assert len(kept(own_cache)) == 2


def test_a_damaged_index_is_built_anew(tmp_path: Path, own_cache: Path) -> None:
    dump = packed(tmp_path, [organisation("0abcdef12", "First")])
    ror.index(dump).close()
    (file,) = kept(own_cache)
    file.write_bytes(b"no database at all")
    assert ror.index(dump).size == 1


def test_an_index_cut_short_says_to_delete_it(tmp_path: Path, own_cache: Path) -> None:
    dump = packed(tmp_path, [organisation(f"0abcd{number:02}12", f"Body {number} of records") for number in range(90)])
    ror.index(dump).close()
    (file,) = kept(own_cache)
    file.write_bytes(file.read_bytes()[:20_000] + b"\xff" * (file.stat().st_size - 20_000))
    try:
        index = ror.index(dump)
        found = [index.record(number).name for number in range(90)]
        assert len(found) == 90
    except StoreError as error:
        assert "delete the file" in error.hint  # noqa: PT017 - either is right: what is damaged is never half believed


def test_a_cache_that_cannot_be_written_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("CREDATLAS_CACHE", str(tmp_path / "file"))
    with pytest.raises(StoreError, match="cannot be written"):
        ror.index(packed(tmp_path, [organisation("0abcdef12", "Any")]))


def test_a_kept_index_opens_without_reading_the_dump(linking: Path) -> None:
    dump = linking / "ror-data-small-1500.zip"
    ror.index(dump).close()
    code = (
        "import sys, time\nfrom pathlib import Path\nfrom credatlas.link.sources import ror\n"
        "start = time.process_time()\n"
        "index = ror.index(Path(sys.argv[1]))\nassert index.by_names(['harvard university'])\n"
        "assert time.process_time() - start < 1, time.process_time() - start\nassert 'rapidfuzz' not in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", code, str(dump)], check=True)


WEB_PAGE = "<!DOCTYPE html><html><title>Sign in</title></html>"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (WEB_PAGE, "a web page"),
        ("{}", "not one JSON array"),
        ("", "not one JSON array"),
        ("[]", "holds no records"),
        ("[1]", "not a JSON object"),
        ('[{"id": "https://ror.org/0abcdef12", "name": "Old form"}]', "schema v1"),
        ('[{"id": "https://ror.org/0abcdef12"}]', "does not have the form of schema v2"),
        ('[{"id": 7, "status": "active"}]', "does not have the form of schema v2"),
        (json.dumps([organisation("0abcdef12", "Any")])[:-3], "ends too early"),
        (json.dumps([organisation("0abcdef12", "Any", status="merged")]), "does not have the form of schema v2"),
        (json.dumps([organisation("lower-case", "Any")]), "does not have the form of schema v2"),
        ("[" + "[" * 100_000, "broken"),
    ],
)
def test_a_zip_with_something_else_inside_is_refused_and_leaves_nothing(
    tmp_path: Path, own_cache: Path, text: str, said: str
) -> None:
    dump = packed(tmp_path, text)
    with pytest.raises(DataError, match=said) as caught:
        ror.index(dump)
    assert str(dump) in caught.value.place
    assert caught.value.hint
    assert kept(own_cache) == []


def test_a_record_of_another_form_is_named_by_its_number(tmp_path: Path) -> None:
    dump = packed(tmp_path, [organisation("0abcdef12", "Any"), {"id": "https://ror.org/0abcdef13"}])
    with pytest.raises(DataError) as caught:
        ror.index(dump)
    assert caught.value.place.endswith("record 2")


def test_a_truncated_zip_is_refused(tmp_path: Path, own_cache: Path, linking: Path) -> None:
    cut = tmp_path / "cut.zip"
    cut.write_bytes((linking / "ror-data-small-1500.zip").read_bytes()[:200_000])
    with pytest.raises(DataError, match="not downloaded whole"):
        ror.index(cut)
    assert kept(own_cache) == []


def test_a_zip_whose_middle_is_damaged_is_refused(tmp_path: Path, own_cache: Path, linking: Path) -> None:
    data = bytearray((linking / "ror-data-small-1500.zip").read_bytes())
    data[150_000:150_200] = bytes(200)
    bad = tmp_path / "bad.zip"
    bad.write_bytes(data)
    with pytest.raises(DataError):
        ror.index(bad)
    assert kept(own_cache) == []


def test_a_zip_that_swells_is_refused_before_it_is_unpacked(tmp_path: Path, own_cache: Path) -> None:
    dump = packed(tmp_path, "[" + " " * 30_000_000 + "]")
    with pytest.raises(DataError, match="30,000,002 bytes, which no dump of ROR does"):
        ror.index(dump)
    assert kept(own_cache) == []


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (WEB_PAGE.encode(), "a web page"),
        (b"", "no zip"),
        (b"id,name\n", "no zip"),
    ],
)
def test_a_file_that_is_no_zip_is_refused(tmp_path: Path, content: bytes, said: str) -> None:
    file = tmp_path / "ror.zip"
    file.write_bytes(content)
    with pytest.raises(DataError, match=said) as caught:
        ror.index(file)
    assert "zenodo" in caught.value.hint


def test_a_zip_without_json_says_what_is_in_it(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"only ror\.csv"):
        ror.index(packed(tmp_path, "id,name\n", "ror.csv"))


def test_a_dump_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="cannot be read"):
        ror.index(tmp_path / "missing.zip")


def test_a_folder_is_no_dump(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="cannot be read"):
        ror.index(tmp_path)


def test_an_index_gives_back_the_record_that_it_took(tmp_path: Path) -> None:
    record = organisation("0abcdef12", "Üniversite “X”", other={"UX": "acronym"}, ids={"isni": "0000 0001 2345 6789"})
    (found,) = ror.records(packed(tmp_path, [record]))
    index = in_memory([found], source="ror")
    assert index.record(0) == found
    assert index.numbers_of("isni", "0000000123456789") == (0,)
    assert index.numbers_of("isni", "0000 0001 2345 6789") == ()
