"""Brings the scripts of the front end into the checkout, and checks that nobody changed them.

What we ship is committed under ``src/credatlas/<package>/vendor/``, unmodified, each with its licence. What only tests
run stays out of git, in ``.venv/share/front-end/``. Both are pinned below: the version, the digest that the
npm registry gives for the archive, and the digest of every file that is taken from it.

Usage: ``python tools/front_end.py`` fetches everything with ``npm pack``; ``--for-tests`` fetches what tests run;
``--check`` compares the committed files with their digests, without network. To take a newer version: change its line,
run it, copy the digests that it complains about after a look at what changed.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
SHIPPED: Final = ROOT / "src/credatlas"
FOR_TESTS: Final = ROOT / ".venv/share/front-end"


class FrontEndError(Exception):
    """An archive that cannot be had or is not the one that was pinned; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Licence:
    """Where the text of a licence comes from, for a package that has none in its archive.

    Attributes:
        package: The package that has it, with its version.
        integrity: The SHA-512 of its archive, as npm writes it.
        path: The text, as a path below ``package/``.
        digest: Its SHA-256.
    """

    package: str
    integrity: str
    path: str
    digest: str


@dataclass(frozen=True, slots=True)
class Package:
    """One package of the npm registry.

    Attributes:
        name: What npm calls it.
        version: The one version that we take.
        licence: The SPDX name of its licence.
        integrity: The SHA-512 of its archive, as npm writes it.
        files: What is taken from the archive, as paths below ``package/``, each with its SHA-256.
        owner: The package of ours that it travels in; empty for what only tests run.
        text: Where the text of its licence comes from, where the archive has none.
    """

    name: str
    version: str
    licence: str
    integrity: str
    files: Mapping[str, str]
    owner: str = "draw"
    text: Licence | None = None

    @property
    def shipped(self) -> bool:
        """Whether it travels in our wheel."""
        return bool(self.owner)

    @property
    def folder(self) -> Path:
        """Where its files lie; names without their folders, and ``VERSION`` beside them."""
        where = SHIPPED / self.owner / "vendor" if self.shipped else FOR_TESTS
        return where / self.name.rpartition("/")[2]

    @property
    def digests(self) -> dict[str, str]:
        """The SHA-256 of each of its files, by name."""
        own = {Path(path).name: digest for path, digest in self.files.items()}
        return own if self.text is None else {**own, "LICENSE": self.text.digest}


PACKAGES: Final = (
    Package(
        "cytoscape",
        "3.34.4",
        "MIT",
        "sha512-msY99tMY8iWTg+sIPGfSqDcPNOt4xcj+v/K/7qUFaCUxxlqnMkUYLBjRUzn9W5CU/R2hrmtJa5+UtovrEM2ctg==",
        {
            "dist/cytoscape.min.js": "081591ab735b2b6a3b31a3c60f8f3a3e2fee8c92939e0c7820ad1208571b6cd8",
            "LICENSE": "eb319c6e6f233607f71e8e2f450391751883cfc0eeb3ca7ef574c13d1d9c2203",
        },
    ),
    Package(
        "cytoscape-fcose",
        "2.2.0",
        "MIT",
        "sha512-ki1/VuRIHFCzxWNrsshHYPs6L7TvLu3DL+TyIGEsRcvVERmxokbf5Gdk7mFxZnTdiGtnA4cfSmjZJMviqSuZrQ==",
        {
            "cytoscape-fcose.js": "4b1cab218d74996aa59cd8473f9239cc6398b8c1774d84d7e59ad9a68959cb57",
            "LICENSE": "2837634f403949215760fcdd2fa1ed0c64875d02099ecc8318c704b852f1421d",
        },
    ),
    Package(
        "cose-base",  # fcose is built on it
        "2.2.0",
        "MIT",
        "sha512-AzlgcsCbUMymkADOJtQm3wO9S3ltPfYOFD5033keQn9NJzIbtnZj+UdBJe7DYml/8TdbtHJW3j58SOnKhWY/5g==",
        {
            "cose-base.js": "7cae9509bd36235a63a85e71c8d9fa2cd0bc1d0c1ecc5b5a737976f39d040ddf",
            "LICENSE": "5fb3cf4a14c3c5af6e473a192df8bca10c77754e3a0c6492c79fb92a76a5478a",
        },
    ),
    Package(
        "layout-base",  # cose-base is built on it
        "2.0.1",
        "MIT",
        "sha512-dp3s92+uNI1hWIpPGH3jK2kxE2lMjdXdr+DH8ynZHpd6PUlH6x6cbuXnoMmiNumznqaNO31xu9e79F0uuZ0JFg==",
        {
            "layout-base.js": "ec15ab5df9af3f20708f4faab994accf91cda71848cd5bb10a23432cc50b6745",
            "LICENSE": "eabb762d8a95109a39c9be3247325529a5239a7aca327d909c3ccdc41f3a06bf",
        },
    ),
    Package(
        "minisearch",
        "7.2.0",
        "MIT",
        "sha512-dqT2XBYUOZOiC5t2HRnwADjhNS2cecp9u+TJRiJ1Qp/f5qjkeT5APcGPjHw+bz89Ms8Jp+cG4AlE+QZ/QnDglg==",
        {
            "dist/umd/index.js": "03c27931eb603af1d3358579e9885eafdb6a2f5fa9929557b3e77d7e99d06d03",
            "LICENSE.txt": "70d37354d6395629fb99edb28cb37a5d356ffa24a48cd02a5def5b83a300a899",
        },
        owner="site",
    ),
    Package(
        "@zazuko/yasgui",
        "4.6.2",
        "MIT",
        "sha512-Zw45KdPoAE1KRaAoxIHdQqeJxvaVG1oQdntw0hy0ktX35Zu8ZccuOLrXCLwR+GU+0xMzLw8Mjw6BkSZV2vUuQw==",
        {
            "build/yasgui.min.js": "55034eaac74c55f55fbd1eeed008ae38a79053651cbed2b453f1fcfd895a4b75",
            "build/yasgui.min.css": "085b94556b97f9928981bdedb6848fd11ad4d8d950e821f0d698c58ca538fc55",
        },
        owner="pages",
        text=Licence(  # of the package that it continues
            "@triply/yasgui@4.2.28",
            "sha512-HN1neZqERSGoDyk/Fg40nI+F0tHnaBxjqizhN0mur2Kj0oJsklBsFMRk/M+wW+ohy8dSEn7AgX3H0pPrV/wmVg==",
            "LICENSE.txt",
            "8f71659370c5268d9a1dc962a46232540e8fca63462586d8efaa95aab492a208",
        ),
    ),
    Package(
        "axe-core",
        "4.14.1",
        "MPL-2.0",  # which is why it is shipped nowhere
        "sha512-FHfa+lmNjQZfJz1q8wKqIDwC6DExcHt/pkjNQb09a3NPjCKg2rhu5qb2S4r76ASyFNNtuFooJpZe37OgudVGtQ==",
        {
            "axe.min.js": "29348999450cdf2849a8e70b7912fc2da85a849da39c0d0d5394f51d4a9ed95c",
            "LICENSE": "af175b9d96ee93c21a036152e1b905b0b95304d4ae8c2c921c7609100ba8df7e",
        },
        owner="",
    ),
    Package(
        "mermaid",
        "12.3.0",
        "MIT",
        "sha512-4113TdXeLAsMruJ79OpFL5O8+LTFXhQqZ260rF3tgUmiNAtRm4Uume04I+65PRN6yZ69J4f8rVYWW8zRk65UYw==",
        {
            "dist/mermaid.min.js": "336df803d87a38b70a01e736e666c8f7601d2ce42f5e47c8fafe5d721074b9a3",
            "LICENSE": "ec9fb67dcb25eccc416ed56e1aab819222c805a2a4bfe4cb19e7556bf2ffde80",
        },
        owner="",
    ),
)


def differences(package: Package) -> list[str]:
    """What is missing, changed or too many in the folder of a package, one line for each."""
    folder, found = package.folder, []
    if not folder.is_dir():
        return [f"{folder} is missing"]
    for name, digest in package.digests.items():
        file = folder / name
        if not file.is_file():
            found.append(f"{file} is missing")
        elif hashlib.sha256(file.read_bytes()).hexdigest() != digest:
            found.append(f"{file} is not that of {package.name} {package.version}")
    version = folder / "VERSION"
    if not version.is_file() or version.read_text(encoding="utf-8") != _version(package):
        found.append(f"{version} does not say: {_version(package).strip()}")
    expected = {"VERSION", *package.digests}
    found += [f"{file} belongs to nothing" for file in sorted(folder.iterdir()) if file.name not in expected]
    return found


def fetch(package: Package) -> None:
    """Gets the archive of a package and writes what we take from it, with its version, into its folder.

    Raises:
        FrontEndError: npm is missing or fails, or the archive or a file is not the one that was pinned.
    """
    contents = _taken(f"{package.name}@{package.version}", package.integrity, package.files)
    named = {Path(path).name: content for path, content in contents.items()}
    if package.text is not None:
        text = package.text
        named["LICENSE"] = _taken(text.package, text.integrity, {text.path: text.digest})[text.path]
    shutil.rmtree(package.folder, ignore_errors=True)
    package.folder.mkdir(parents=True)
    for name, content in named.items():
        (package.folder / name).write_bytes(content)
    (package.folder / "VERSION").write_text(_version(package), encoding="utf-8")


def _version(package: Package) -> str:
    return f"{package.name} {package.version}, {package.licence}, unmodified\n"


def _archive(package: str, folder: Path) -> Path:
    """The archive of ``name@version`` as npm packs it, in this folder."""
    npm = shutil.which("npm")
    if npm is None:
        raise FrontEndError("npm is missing: install Node.js, or apt-get install npm")
    command = [npm, "pack", "--silent", package, "--pack-destination", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300, cwd=folder)
    archives = list(folder.glob("*.tgz"))
    if done.returncode or len(archives) != 1:
        raise FrontEndError(f"npm does not get {_told(package)}: {done.stderr.strip()}")
    return archives[0]


def _taken(package: str, integrity: str, files: Mapping[str, str]) -> dict[str, bytes]:
    """Files of the archive of ``name@version``, which is compared with its digest as each of them is."""
    contents = {}
    with tempfile.TemporaryDirectory() as scratch:
        archive = _archive(package, Path(scratch))
        found = base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode()
        if f"sha512-{found}" != integrity:
            raise FrontEndError(f"the archive of {_told(package)} has sha512-{found}, not what is pinned")
        with tarfile.open(archive) as tar:
            for path, digest in files.items():
                reader = tar.extractfile(f"package/{path}")
                assert reader is not None  # the digest of the archive says that it is there
                contents[path] = reader.read()
                found = hashlib.sha256(contents[path]).hexdigest()
                if found != digest:
                    raise FrontEndError(f"{path} of {_told(package)} has sha256 {found}, not what is pinned")
    return contents


def _told(package: str) -> str:
    name, _, version = package.rpartition("@")
    return f"{name} {version}"


def main(arguments: list[str] | None = None) -> int:
    """Fetches or checks; returns 0, or 1 when something differs or cannot be had."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--check", action="store_true", help="change nothing, exit 1 when a committed file differs")
    parser.add_argument("--for-tests", action="store_true", help="fetch only what tests run, where it is not there yet")
    options = parser.parse_args(arguments)
    if options.check:
        found = [line for package in PACKAGES if package.shipped for line in differences(package)]
        for line in [*found, "run python tools/front_end.py"] if found else []:
            print(line, file=sys.stderr)
        return int(bool(found))
    for package in PACKAGES:
        if options.for_tests and (package.shipped or not differences(package)):
            continue
        try:
            fetch(package)
        except (FrontEndError, subprocess.TimeoutExpired) as error:
            print(error, file=sys.stderr)
            return 1
        print(f"{package.folder.relative_to(ROOT)}: {_version(package)}", end="")
    return 0


if __name__ == "__main__":
    sys.exit(main())
