"""Brings the scripts of the front end into the checkout, and checks that nobody changed them.

What pictures carry in them is committed under ``src/credatlas/draw/vendor/``, unmodified, each with its licence. What
only tests run stays out of git, in ``.venv/share/front-end/``. Both are pinned below: the version, the digest that the
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
SHIPPED: Final = ROOT / "src/credatlas/draw/vendor"
FOR_TESTS: Final = ROOT / ".venv/share/front-end"


class FrontEndError(Exception):
    """An archive that cannot be had or is not the one that was pinned; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Package:
    """One package of the npm registry.

    Attributes:
        name: What npm calls it.
        version: The one version that we take.
        licence: The SPDX name of its licence.
        integrity: The SHA-512 of its archive, as npm writes it.
        files: What is taken from the archive, as paths below ``package/``, each with its SHA-256.
        shipped: Whether it travels in our wheel.
    """

    name: str
    version: str
    licence: str
    integrity: str
    files: Mapping[str, str]
    shipped: bool = True

    @property
    def folder(self) -> Path:
        """Where its files lie; names without their folders, and ``VERSION`` beside them."""
        return (SHIPPED if self.shipped else FOR_TESTS) / self.name


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
        "axe-core",
        "4.14.1",
        "MPL-2.0",  # which is why it is shipped nowhere
        "sha512-FHfa+lmNjQZfJz1q8wKqIDwC6DExcHt/pkjNQb09a3NPjCKg2rhu5qb2S4r76ASyFNNtuFooJpZe37OgudVGtQ==",
        {
            "axe.min.js": "29348999450cdf2849a8e70b7912fc2da85a849da39c0d0d5394f51d4a9ed95c",
            "LICENSE": "af175b9d96ee93c21a036152e1b905b0b95304d4ae8c2c921c7609100ba8df7e",
        },
        shipped=False,
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
        shipped=False,
    ),
)


def differences(package: Package) -> list[str]:
    """What is missing, changed or too many in the folder of a package, one line for each."""
    folder, found = package.folder, []
    if not folder.is_dir():
        return [f"{folder} is missing"]
    for path, digest in package.files.items():
        file = folder / Path(path).name
        if not file.is_file():
            found.append(f"{file} is missing")
        elif hashlib.sha256(file.read_bytes()).hexdigest() != digest:
            found.append(f"{file} is not that of {package.name} {package.version}")
    version = folder / "VERSION"
    if not version.is_file() or version.read_text(encoding="utf-8") != _version(package):
        found.append(f"{version} does not say: {_version(package).strip()}")
    expected = {"VERSION", *(Path(path).name for path in package.files)}
    found += [f"{file} belongs to nothing" for file in sorted(folder.iterdir()) if file.name not in expected]
    return found


def fetch(package: Package) -> None:
    """Gets the archive of a package and writes what we take from it, with its version, into its folder.

    Raises:
        FrontEndError: npm is missing or fails, or the archive or a file is not the one that was pinned.
    """
    with tempfile.TemporaryDirectory() as scratch:
        archive = _archive(package, Path(scratch))
        digest = base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode()
        if f"sha512-{digest}" != package.integrity:
            message = f"the archive of {package.name} {package.version} has sha512-{digest}, not what is pinned"
            raise FrontEndError(message)
        contents = _taken(package, archive)
    shutil.rmtree(package.folder, ignore_errors=True)
    package.folder.mkdir(parents=True)
    for path, content in contents.items():
        (package.folder / Path(path).name).write_bytes(content)
    (package.folder / "VERSION").write_text(_version(package), encoding="utf-8")


def _version(package: Package) -> str:
    return f"{package.name} {package.version}, {package.licence}, unmodified\n"


def _archive(package: Package, folder: Path) -> Path:
    """The archive as npm packs it, in this folder."""
    npm = shutil.which("npm")
    if npm is None:
        raise FrontEndError("npm is missing: install Node.js, or apt-get install npm")
    command = [npm, "pack", "--silent", f"{package.name}@{package.version}", "--pack-destination", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300, cwd=folder)
    archives = list(folder.glob("*.tgz"))
    if done.returncode or len(archives) != 1:
        raise FrontEndError(f"npm does not get {package.name} {package.version}: {done.stderr.strip()}")
    return archives[0]


def _taken(package: Package, archive: Path) -> dict[str, bytes]:
    """The files that we take from an archive, each compared with its digest."""
    contents = {}
    with tarfile.open(archive) as tar:
        for path, digest in package.files.items():
            reader = tar.extractfile(f"package/{path}")
            assert reader is not None  # the digest of the archive says that it is there
            contents[path] = reader.read()
            found = hashlib.sha256(contents[path]).hexdigest()
            if found != digest:
                raise FrontEndError(
                    f"{path} of {package.name} {package.version} has sha256 {found}, not what is pinned"
                )
    return contents


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
