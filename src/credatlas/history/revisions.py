"""Git revisions of a project: what a revision is called, and its files in a folder of their own, read only from git."""

from __future__ import annotations

import os
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from ..errors import DataError, NotFoundError, UsageError, did_you_mean
from ..files import Project

_PARTS: Final = ("ontology", "data", "queries")
_HEADER: Final = "ontology/credatlas.ttl"
# no hook, no monitor of the file system, and no remote that a partial clone would fetch from
_QUIET: Final = ("-c", "core.hooksPath=/dev/null", "-c", "core.fsmonitor=false", "-c", "protocol.allow=never")


@contextmanager
def checked_out(project: Project, revision: str, *, place: str = "") -> Iterator[tuple[Project, str]]:
    """The files of a project as a git revision has them, in a folder that is gone at the end.

    The checkout and the index of the project are left alone.

    Args:
        project: A project in a git repository, at its root or below it.
        revision: What git calls a revision: ``HEAD~3``, a tag, a branch, a hash.
        place: The argument to name in errors.

    Returns:
        The project of that revision, and the name of the revision with its short hash.

    Raises:
        NotFoundError: There is no such revision, or there was no project at that revision.
        DataError: The revision holds something that is no plain file.
        UsageError: There is no git on this machine.
    """
    commit, named = find_revision(project, revision, place=place)
    with tempfile.TemporaryDirectory(prefix="credatlas-") as folder:
        _extract(project.root, commit, Path(folder), named)
        yield Project(Path(folder).resolve()), named


def find_revision(project: Project, revision: str, *, place: str = "") -> tuple[str, str]:
    """The hash of a revision at which the project existed, and a name of it for people.

    Raises:
        NotFoundError: There is no such revision, or there was no project at that revision.
        UsageError: There is no git on this machine.
    """
    root = project.root
    found = _git(root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    if found.returncode:
        raise NotFoundError(
            f"{revision[:60]} is no folder, no file and no git revision of {root}",
            hint=_near(root, revision),
            place=place,
        )
    commit = found.stdout.decode().strip()
    named = revision if commit.startswith(revision) else f"{revision} ({commit[:10]})"
    held = _git(root, "ls-tree", "--name-only", commit, "--", _HEADER, *_PARTS[1:])
    if set(held.stdout.decode().split()) != {_HEADER, *_PARTS[1:]}:
        raise NotFoundError(f"there was no atlas in {root} at {named} yet", hint=_first(root), place=place)
    return commit, named


def _near(root: Path, revision: str) -> str:
    inside = _git(root, "rev-parse", "--is-inside-work-tree")
    if inside.returncode:
        said = inside.stderr.decode(errors="replace").strip().splitlines()
        trouble = f": {said[0].removeprefix('fatal: ')}" if said and "not a git repository" not in said[0] else ""
        return f"that project is in no git repository{trouble}; name the folder of a store, or a dump of a build"
    names = _git(root, "for-each-ref", "--format=%(refname:short)", "refs/tags", "refs/heads").stdout.decode().split()
    near = did_you_mean(revision, names)
    return near or "`git log --oneline -- data` lists revisions; a shallow clone holds the last ones only"


def _first(root: Path) -> str:
    log = _git(root, "log", "--reverse", "--diff-filter=A", "--format=%h of %cs", "--", _HEADER).stdout.decode()
    lines = log.splitlines()
    return f"the first revision that has one is {lines[0]}" if lines else "`git log -- data` lists revisions"


def _extract(root: Path, commit: str, folder: Path, named: str) -> None:
    command = [*_git_command(), "archive", "--format=tar", commit, *_PARTS]
    with subprocess.Popen(  # noqa: S603 - git alone, without a shell; the revision is a hash by now
        command, cwd=root, env=_environment(), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as running:
        try:
            with tarfile.open(fileobj=running.stdout, mode="r|") as archive:
                archive.extractall(folder, filter="data")
        except (tarfile.TarError, OSError) as error:
            running.kill()
            hint = "compare with another revision, or with the dump of a build"
            raise DataError(f"the files of {named} cannot be read from git: {error}", hint=hint) from error


def _git(root: Path, *words: str) -> subprocess.CompletedProcess[bytes]:
    command = [*_git_command(), *words]
    return subprocess.run(command, cwd=root, env=_environment(), capture_output=True, check=False)  # noqa: S603 - as above


def _git_command() -> list[str]:
    program = shutil.which("git")
    if program is None:
        raise UsageError(
            "a revision is read by git, which is not on this machine",
            hint="install git, or name the folder of a store, or a dump of a build",
        )
    return [program, *_QUIET]


def _environment() -> dict[str, str]:
    # inside a hook these name the repository of the hook, which need not be that of the project
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    return {**kept, "LC_ALL": "C", "GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0"}
