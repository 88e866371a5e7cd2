"""Verifies a store against its build: every kind of damage is found and named; nothing is built or mended."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from os import PathLike
from pathlib import Path
from typing import Final

from ..errors import CredatlasError, StoreError
from ..files import Project
from ..store import LocalStore
from ..store.address import is_address, shown
from ..terms import GRAPHS, LAYERS
from .assembling import assemble
from .canonical import canonical_nquads, digest_of, sum_of
from .comparing import LayerCount, absent, contents_of, counts_at, counts_in, differences, differing_counts, named
from .freshness import code_mark, sources_of
from .generations import POINTER, current_generation, digest_in_name, generation_names
from .manifest import Manifest
from .opening import open_atlas, store_of
from .parsing import parse_project

Say = Callable[[str], None]

_MOST_ASKED: Final = 1000  # statements that an endpoint is asked for


@dataclass(frozen=True, slots=True)
class Verification:
    """What was compared, and what was found.

    Attributes:
        location: The folder of the generation, or the address of the endpoint.
        digest: SHA-256 of the canonical N-Quads of the build; empty where its record is lost.
        layers: The layers, sorted by name; empty when the store cannot be read.
        compared: What was compared, in words.
        left: What was not compared and why, in words.
        faults: What is wrong, one sentence each, the files first; empty when the store is as it was built.
    """

    location: str
    digest: str = ""
    layers: tuple[LayerCount, ...] = ()
    compared: tuple[str, ...] = ()
    left: tuple[str, ...] = ()
    faults: tuple[str, ...] = ()

    def error(self, hint: str = "build it again with `credatlas build`") -> StoreError:
        """The error that tells all faults; there must be one."""
        number = len(self.faults)
        are = "1 thing is" if number == 1 else f"{number} things are"
        lines = "".join(f"\n  {fault}" for fault in self.faults)
        return StoreError(f"{are} wrong with the store at {self.location}:{lines}", hint=hint)


@dataclass(slots=True)
class _Found:
    """What comes together while a generation is looked through."""

    faults: list[str] = field(default_factory=list)
    compared: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)


def verify(project: Project, where: str | PathLike[str] | None = None, *, say: Say = lambda _: None) -> Verification:
    """Compares a store with its build.

    A folder is compared with the record that its build left: lengths and sums of the files, counts by layer, the
    digest of all statements; and, where the files of the project are still those of the build, every statement
    with the graph that they give. An endpoint is compared with the build of the project, which is made first when
    it is missing or stale: counts by layer, and up to 1,000 statements, spread evenly, that are really asked for.

    Args:
        project: The files.
        where: The folder of a store or the address of an endpoint; by default the store of the project in the
            user's cache.
        say: Told what is being done, one short line for each step.

    Raises:
        StoreError: There is no store, or one without the record of a build; an endpoint fails or holds no atlas.
        NetworkError: The endpoint cannot be reached.
        UsageError: The address is none.
        DataError: The project must be built first and has a fault.
    """
    if is_address(where):
        return _of_endpoint(project, where, say)
    found = _generation(store_of(project) if where is None else Path(where))
    return found if isinstance(found, Verification) else _of_generation(project, found, say)


def _generation(folder: Path) -> Path | Verification:
    """The generation that counts, or the folder itself when it is one; else what is wrong with the pointer."""
    if folder.is_file():
        raise StoreError(f"{folder} is a file, not the folder of a store", hint="check --store")
    if (folder / "manifest.json").is_file():
        return folder
    if (folder / "CURRENT").is_file():
        message = f"{folder} is a bare store of the engine: no build left a record in it"
        raise StoreError(message, hint="name the folder that `credatlas build --to` made")
    names = " and ".join(generation_names(folder))
    there = f"; there is {names}" if names else ""
    try:
        found = current_generation(folder)
    except StoreError as error:
        return Verification(str(folder), faults=(f"{error.message}{there}",))
    if found is None and names:
        return Verification(str(folder), faults=(f"{folder / POINTER} is missing{there}",))
    if found is None:
        raise StoreError(f"no store in {folder}", hint="make one with `credatlas build`, or check --store")
    return found


def _of_generation(project: Project, generation: Path, say: Say) -> Verification:
    found = _Found()
    manifest = _described(generation, found)
    if manifest is not None:
        say("reading the files of the engine")
        _look_at_files(generation, manifest, found)
    say("reading all statements")
    held = _statements(generation, found)
    digest = manifest.digest if manifest else ""
    if held is None:
        return Verification(str(generation), digest, (), *_tuples(found))
    counts = _compare(generation, manifest, held, found)
    if manifest is not None:
        _compare_with_files(project, manifest, held, found, say)
    return Verification(str(generation), digest, counts, *_tuples(found))


def _tuples(found: _Found) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    return tuple(found.compared), tuple(found.left), tuple(found.faults)


def _described(generation: Path, found: _Found) -> Manifest | None:
    try:
        manifest = Manifest.parse(generation)
    except StoreError as error:
        found.faults.append(error.message.removeprefix(f"the store in {generation} is damaged: "))
        return None
    if sum(manifest.layers.values()) != manifest.quads:
        found.faults.append(f"manifest.json contradicts itself: its layers do not add up to {manifest.quads:,}")
    if not manifest.digest.startswith(digest_in_name(generation)):
        found.faults.append(f"manifest.json names the digest {manifest.digest[:12]}…, the folder is {generation.name}")
    return manifest


def _look_at_files(generation: Path, manifest: Manifest, found: _Found) -> None:
    wrong = manifest.wrong_lengths(generation)
    named_already = {fault.partition(" ")[0] for fault in wrong}
    for name, expected in sorted(manifest.sums.items()):
        try:
            if name not in named_already and sum_of(generation / name) != expected:
                wrong.append(f"{name} has other bytes than the build wrote")
        except (OSError, ValueError) as error:
            wrong.append(f"{name} cannot be read: {error}")
    found.faults += wrong
    sums = " and sums" if manifest.sums else ""
    found.compared.append(f"the lengths{sums} of {len(manifest.files)} files")


def _statements(generation: Path, found: _Found) -> bytes | None:
    """All statements as canonical N-Quads; None when the engine cannot read them."""
    try:
        return canonical_nquads(LocalStore.open(generation).engine)
    except StoreError as error:
        found.faults.append(error.message)
    except (OSError, RuntimeError, ValueError) as error:
        found.faults.append(f"the engine cannot read its statements: {' '.join(str(error).split())}")
    return None


def _compare(generation: Path, manifest: Manifest | None, held: bytes, found: _Found) -> tuple[LayerCount, ...]:
    layers = counts_in(held)
    digest = digest_of(held)
    if manifest is None:
        if not digest.startswith(digest_in_name(generation)):
            found.faults.append(f"the statements have the digest {digest[:12]}…, the folder is {generation.name}")
        return tuple(LayerCount(layer, number, number) for layer, number in layers.items())
    names = sorted({*manifest.layers, *layers})
    counts = tuple(LayerCount(name, manifest.layers.get(name, 0), layers.get(name, 0)) for name in names)
    wrong = differing_counts(counts)
    found.compared += [f"the number of statements in each of {len(names)} layers", "the digest of all statements"]
    found.faults += wrong
    if digest != manifest.digest:
        as_many = "as many statements as the build made, but other ones: " if not wrong else ""
        found.faults.append(f"{as_many}their digest is {digest[:12]}…, that of the build {manifest.digest[:12]}…")
    return counts


def _compare_with_files(project: Project, manifest: Manifest, held: bytes, found: _Found, say: Say) -> None:
    """Compares every statement with the graph that the files of a project give, if they are those of the build."""
    files = f"the files of {project.root}"
    alone = "so that no statement was compared by itself"
    if sources_of(project) != manifest.sources:
        found.left.append(f"{files} are not those of the build, {alone}")
        return
    if manifest.moment:
        found.left.append(f"the graph is that {manifest.moment}, {files} give that of everything, {alone}")
        return
    say("assembling the graph of the files in memory")
    try:
        made = canonical_nquads(assemble(parse_project(project)).engine)
    except CredatlasError as error:
        found.left.append(f"{files} cannot be assembled ({error.message}), {alone}")
        return
    if digest_of(made) != manifest.digest and manifest.code != code_mark():
        found.left.append(f"credatlas has changed since the build and makes another graph of {files}, {alone}")
        return
    found.compared.append(f"every statement with the graph that {files} give")
    found.faults += differences(made, held)
    if digest_of(made) != manifest.digest:
        found.faults.append(f"manifest.json is wrong: {files} give a graph with the digest {digest_of(made)[:12]}…")


def _of_endpoint(project: Project, address: str, say: Say) -> Verification:
    remote = open_atlas(project, address).store
    built = contents_of(open_atlas(project, say=say))
    say(f"counting at {shown(address)}")
    held = counts_at(remote)
    counts = tuple(LayerCount(layer, len(built.layers.get(layer, ())), held[layer]) for layer in sorted(LAYERS))
    counts = tuple(count for count in counts if count.built or count.held)
    faults = differing_counts(counts)
    share = _MOST_ASKED // max(len(built.layers), 1)
    asked = 0
    for layer, statements in sorted(built.layers.items()):
        say(f"asking for statements of the layer {layer}")
        # the same statements in every call, spread evenly over things
        sample = statements[:: -(-len(statements) // share)]
        asked += len(sample)
        missing = absent(remote, GRAPHS[layer], sample)
        if missing:
            faults.append(named(layer, missing, f"missing of {len(sample):,} that were asked for"))
    total = sum(map(len, built.layers.values()))
    compared = [
        f"the number of statements in each of {len(counts)} layers with the build of {project.root}",
        f"{asked:,} of its {total:,} statements, spread evenly over the layers",
    ]
    left = [] if asked == total else ["the other statements were counted, not compared"]
    return Verification(shown(address), built.digest, counts, tuple(compared), tuple(left), tuple(faults))
