"""Claims about records of the Credential Registry: what they say in our terms, and what is refused."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

from credatlas.errors import CredatlasError, DataError
from credatlas.ingest.ctdl import read_ctdl
from credatlas.ingest.model import Key, Outside, Said, Value
from credatlas.ingest.pages.mapping import contexts, vocabulary
from credatlas.terms import compact, node, show
from outside import LABELS, published

ROOT = Path(__file__).resolve().parent.parent
CONTEXT = "https://credreg.net/ctdl/schema/context/json"
REGISTRY = "https://credentialengineregistry.org"
CTID = "ce-53bc7e5d-d39c-4687-ac89-0474f691055d"
OTHER = "ce-8ddbf031-bad6-4b19-b726-066d5f71ad01"


@pytest.fixture(scope="session")
def examples() -> Path:
    """The folder of records of the Registry; the test is skipped where they are not at hand."""
    return published("ctdl-examples", "the records of the Registry")


def example(folder: Path, name: str) -> Outside:
    """What a file of the examples says."""
    return read_ctdl((folder / name).read_bytes(), name, lookup=LABELS)


def read(document: Any, name: str = "record.json") -> Outside:
    """What a record says."""
    data = document if isinstance(document, bytes) else json.dumps(document).encode()
    return read_ctdl(data, name, lookup=LABELS)


def record(kind: str, **properties: Any) -> dict[str, Any]:
    """A record with a CTID and a name."""
    given = {f"ceterms:{name}": value for name, value in properties.items()}
    return {
        "@context": CONTEXT,
        "@id": f"{REGISTRY}/resources/{CTID}",
        "@type": f"ceterms:{kind}",
        "ceterms:ctid": CTID,
        "ceterms:name": {"en": "One of them"},
        **given,
    }


def term(name: str, framework: str = "x") -> dict[str, Any]:
    """A term of a vocabulary of CTDL, as records name it."""
    return {
        "@type": "ceterms:CredentialAlignmentObject",
        "ceterms:targetNode": f"{framework}:{name}",
        "ceterms:targetNodeName": {"en": "in words"},
    }


def facts(outside: Outside, about: str = "") -> set[tuple[str, ...]]:
    """Property and value of each statement; of a value node its fields, of another thing its key."""
    return {
        (compact(said.predicate), *_shown(said))
        for said in outside.statements
        if not about or said.subject.endswith(about)
    }


def _shown(said: Said) -> tuple[str, ...]:
    if isinstance(said.object, Value):
        return tuple(f"{compact(name).partition(':')[2]} {show(value)}" for name, value in said.object.fields)
    if isinstance(said.object, Key):
        return (f"→ {said.object.key.removeprefix(REGISTRY)}",)
    return (show(said.object),)


def reasons(outside: Outside) -> dict[str, str]:
    """Why each property was left out."""
    return {one.spot.column: one.reason for one in outside.left_out}


# Records of the Registry


def test_a_masters_degree_comes_with_its_type_level_and_awarder(examples: Path) -> None:
    outside = example(examples, "registry_db_seeds_ce_registry_credential.json")
    (degree,) = outside.things
    assert (degree.kind, compact(degree.classes[0])) == ("credential", "ca:Credential")
    assert degree.name == "Master of Business Administration (MBA) - self-designed"
    assert degree.identifiers == ((node("ca:ctid"), CTID),)
    assert facts(outside) == {
        ("ca:hasCredentialType", "ctype:masters-degree"),
        ("ca:hasLevel", "level:masters"),
        ("ca:isAwardedBy", f"→ /resources/{OTHER}"),
        ("schema:recognizedBy", "→ /resources/ce-cfb15560-78c6-42b7-b62c-c3112c0de8f6"),
        ("schema:recognizedBy", "→ /resources/ce-541da30c-15dd-4ead-881b-729796024b8f"),
        ("ca:statedTopic", "CIP Code: 52.0201"),
        ("schema:url", "https://www.capella.edu/online-degrees/mba-business-administration"),
    }
    assert reasons(outside)["description"] == "sentences of others are not copied"
    assert reasons(outside)["requires"].startswith("conditions are told in sentences")


def test_a_record_of_the_registry_is_a_register_kept_for_the_public(examples: Path) -> None:
    (snapshot,) = example(examples, "registry_db_seeds_ce_registry_credential.json").snapshots
    assert snapshot.url == f"{REGISTRY}/resources/{CTID}"
    assert snapshot.publisher == "Credential Engine"
    assert snapshot.title == "Master of Business Administration (MBA) - self-designed"
    assert show(snapshot.reliability) == "rel:regulator"


def test_every_learning_opportunity_of_a_list_comes_in(examples: Path) -> None:
    outside = example(examples, "registry_db_seeds_ce_registry_learning_opportunity_profile.json")
    assert [one.kind for one in outside.things] == ["course"] * 10 + ["offering"]
    assert {"Evaluating Your Course Design", "CEM Training Seminar"} < {one.name for one in outside.things}


def test_a_workshop_comes_with_prices_by_tier_and_its_length(examples: Path) -> None:
    outside = example(examples, "registry_db_seeds_ce_registry_learning_opportunity_profile.json")
    workshop = next(one.key for one in outside.things if one.name == "Evaluating Your Course Design")
    found = facts(outside, workshop)
    assert ("ca:hasDuration", "unit unit:week", "atLeast 2", "atMost 2", "stated P2W") in found
    assert ("ca:hasModality", "mode:online") in found
    assert ("schema:inLanguage", "en") in found
    prices = {fact[1:3] for fact in facts(outside, f"{workshop}#run") if fact[0] == "schema:offers"}
    assert prices == {("price 200", "priceTier tier:member"), ("price 300", "priceTier tier:non-member")}


def test_what_a_renewal_costs_is_no_price_of_what_is_renewed(examples: Path) -> None:
    outside = example(examples, "registry_db_seeds_ce_registry_learning_opportunity_profile.json")
    assert not any("price 150" in fact for fact in facts(outside))
    (renewal,) = [one for one in outside.left_out if "CSP Renewal" in one.text and one.spot.column == "estimatedCost"]
    assert renewal.reason == "it is not what the offering itself costs"


def test_every_organization_of_a_list_comes_in_with_its_kind_and_place(examples: Path) -> None:
    outside = example(examples, "registry_db_seeds_ce_registry_organization.json")
    organizations = {one.name: one for one in outside.things if one.kind == "organization"}
    assert len(organizations) == 10
    ansi = organizations["American National Standards Institute (ANSI)"]
    assert ansi.country == "US"
    assert facts(outside, ansi.key) == {
        ("schema:location", "→ country:US"),
        ("schema:location", "→ city:US:washington"),
        ("ca:hasOrganizationType", "otype:accreditor"),
        ("schema:url", "http://www.ansi.org"),
    }


def test_early_records_with_names_of_schema_org_are_read(examples: Path) -> None:
    outside = example(examples, "registry_docs_samples_cer-credential.json")
    (certificate,) = outside.things
    assert certificate.name == "21st Century Skills for Workplace Success"
    assert ("ca:hasCredentialType", "ctype:certificate") in facts(outside)
    assert "not of the form" in reasons(outside)["ctid"]
    assert certificate.identifiers == ()


# One credential at a time


@pytest.mark.parametrize(
    ("kind", "type_"),
    [
        ("BachelorDegree", "ctype:bachelors-degree"),
        ("DoctoralDegree", "ctype:doctorate"),
        ("ProfessionalDoctorate", "ctype:professional-doctorate"),
        ("Certification", "ctype:certification"),
        ("CertificateOfCompletion", "ctype:certificate-of-completion"),
        ("MicroCredential", "ctype:microcredential"),
        ("PostBaccalaureateCertificate", "ctype:graduate-certificate"),
        ("QualityAssuranceCredential", "ctype:organization-certification"),
    ],
)
def test_the_class_of_a_credential_is_its_type(kind: str, type_: str) -> None:
    assert ("ca:hasCredentialType", type_) in facts(read(record(kind)))


def test_a_learning_programme_and_its_scheduled_offering_are_programme_and_run() -> None:
    offering = {
        "@id": "_:run",
        "@type": "ceterms:ScheduledOffering",
        "ceterms:estimatedCost": [{"@type": "ceterms:CostProfile", "ceterms:price": 8500.0, "ceterms:currency": "USD"}],
        "ceterms:deliveryType": [term("BlendedDelivery", "deliveryType")],
    }
    outside = read(record("LearningProgram", hasOffering=[offering]))
    assert [(one.kind, one.name) for one in outside.things] == [
        ("programme", "One of them"),
        ("offering", "One of them"),
    ]
    run = outside.things[1].key
    assert facts(outside, run) == {
        ("ca:isOfferingOf", f"→ /resources/{CTID}"),
        ("schema:offers", "price 8500", "priceCurrency USD", "stated 8500 USD"),
        ("ca:hasModality", "mode:hybrid"),
    }


def test_who_owns_a_record_offers_it_unless_somebody_else_does() -> None:
    owner, other = f"{REGISTRY}/graph/{OTHER}", f"{REGISTRY}/resources/ce-{'0' * 8}-0000-0000-0000-{'0' * 12}"
    alone = read(record("Certificate", ownedBy=[owner]))
    assert facts(alone) >= {("ca:isAwardedBy", f"→ /resources/{OTHER}")}
    (said,) = [one for one in alone.statements if compact(one.predicate) == "ca:isAwardedBy"]
    assert show(said.basis) == "basis:inferred"
    both = read(record("Certificate", ownedBy=[owner], offeredBy=[other]))
    assert {fact for fact in facts(both) if fact[0] == "ca:isAwardedBy"} == {
        ("ca:isAwardedBy", f"→ {other.removeprefix(REGISTRY)}")
    }


@pytest.mark.parametrize("form", ["/graph/{}", "/resources/{}", "/resources/{}/"])
def test_a_record_has_one_key_under_all_its_addresses(form: str) -> None:
    document = {**record("Certificate"), "@id": REGISTRY + form.format(CTID.upper().replace("CE-", "ce-"))}
    (certificate,) = read(document).things
    assert certificate.key == f"{REGISTRY}/resources/{CTID}"


def test_what_a_record_belongs_to_is_known_by_the_same_key_in_both() -> None:
    organization = {**record("CredentialOrganization"), "@id": f"{REGISTRY}/resources/{OTHER}", "ceterms:ctid": OTHER}
    certificate = record("Certificate", ownedBy=[f"{REGISTRY}/graph/{OTHER.upper().replace('CE-', 'ce-')}"])
    outside = read([certificate, organization])
    assert [one.kind for one in outside.things] == ["organization", "credential"]
    assert outside.things[1].within == outside.things[0].key


@pytest.mark.parametrize("status", ["Deprecated", "Suspended", "Ceased"])
def test_what_is_given_up_is_no_longer_awarded(status: str) -> None:
    document = record(
        "Certificate",
        ownedBy=[f"{REGISTRY}/resources/{OTHER}"],
        credentialStatusType=term(status, "credentialStat"),
        estimatedCost=[{"@type": "ceterms:CostProfile", "ceterms:price": 100, "ceterms:currency": "USD"}],
    )
    outside = read(document)
    statuses = {compact(one.predicate): show(one.status) for one in outside.statements}
    assert statuses == {
        "ca:hasCredentialType": "status:asserted",
        "ca:isAwardedBy": "status:withdrawn",
        "schema:offers": "status:withdrawn",
    }
    assert "withdrawn" in reasons(outside)["credentialStatusType"]


def test_what_is_active_is_asserted() -> None:
    outside = read(record("Certificate", credentialStatusType=term("Active", "credentialStat")))
    assert {show(one.status) for one in outside.statements} == {"status:asserted"}
    assert outside.left_out == ()


def test_a_status_that_nobody_knows_is_left_out() -> None:
    outside = read(record("Certificate", credentialStatusType=term("Dreaming", "credentialStat")))
    assert reasons(outside) == {"credentialStatusType": "the mapping does not have this status"}


@pytest.mark.parametrize(
    ("cost", "reason"),
    [
        ({"price": 100, "currency": "Doubloons"}, "Doubloons"),
        ({"price": "a lot"}, "is not one amount of money"),
        (
            {"price": 40, "currency": "USD", "directCostType": [{"targetNodeName": {"en": "Application"}}]},
            "itself costs",
        ),
    ],
)
def test_a_cost_that_is_no_price_is_left_out(cost: dict[str, Any], reason: str) -> None:
    profile: dict[str, Any] = {"@type": "ceterms:CostProfile"}
    for name, value in cost.items():
        parts = [{f"ceterms:{k}": v for k, v in part.items()} for part in value] if isinstance(value, list) else value
        profile[f"ceterms:{name}"] = parts
    outside = read(record("Certificate", estimatedCost=[profile]))
    assert not any(fact[0] == "schema:offers" for fact in facts(outside))
    assert reason.lower() in " ".join(reasons(outside).values()).lower()


def test_a_name_in_several_languages_has_its_english_first() -> None:
    document = {
        **record("Certificate"),
        "ceterms:name": {"de": "Zertifikat für Pflegende", "en-US": "Certificate for all"},
    }
    (certificate,) = read(document).things
    assert (certificate.name, certificate.others) == ("Certificate for all", ("Zertifikat für Pflegende",))


def test_a_script_in_a_name_names_nothing() -> None:
    outside = read({**record("Certificate"), "ceterms:name": {"en": "<script>alert(1)</script>"}})
    assert outside.things == ()
    assert any("markup" in one.reason for one in outside.left_out)


# Files that are none


def refused(data: bytes, name: str = "record.json") -> CredatlasError:
    """What a file is refused with."""
    with pytest.raises(DataError) as caught:
        read(data, name)
    assert caught.value.hint
    assert caught.value.place.startswith(name)
    return caught.value


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "is empty"),
        (b"[]", "says nothing"),
        (b'{"@context": "https://credreg.net/ctdl/schema/context/json"}', "says nothing"),
        (b"<html>Not found</html>", "is not JSON"),
        (b'{"@id": "x",}', "is not JSON"),
        ('{"@id": "École"}'.encode("latin-1"), "0xC9"),
        (b"[" * 50_000, "nested deeper"),
        (b" " * 20_000_001, "20 MB"),
        (b'{"@context": "https://evil.example/c", "@type": "ceterms:Certificate"}', "https://evil.example/c"),
    ],
)
def test_what_is_no_record_is_refused(data: bytes, words: str) -> None:
    assert words in refused(data).message


def test_broken_json_is_refused_with_line_and_column() -> None:
    assert refused(b'{\n  "@id": "x"\n  "@type": "y"\n}').place == "record.json:3:3"


def test_a_record_of_another_vocabulary_says_so() -> None:
    outside = read({"@context": "https://schema.org", "@type": "Recipe", "name": "Soup"})
    assert outside.things == ()
    assert [one.text for one in outside.left_out] == ["Recipe"]


def test_an_address_that_is_none_does_no_harm() -> None:
    outside = read({**record("Certificate", subjectWebpage="javascript:alert(1)"), "@id": 17})
    assert [one.name for one in outside.things] == ["One of them"]
    assert reasons(outside)["subjectWebpage"] == "it is no http or https address"


# The mapping files


@pytest.mark.parametrize("name", ["schema-org", "ctdl"])
def test_a_mapping_names_only_terms_readers_and_concepts_that_exist(name: str) -> None:
    from credatlas.ingest.pages.readers import READERS
    from credatlas.terms import THING_TYPES

    files = sorted((ROOT / "ontology").rglob("*.ttl"))
    declared = {quad.subject for path in files for quad in ox.parse(path=str(path), format=ox.RdfFormat.TURTLE)}
    known = vocabulary(name)
    rules = list(known.rules.values())
    named = {term for rule in rules for term in (rule.property, rule.stated, rule.counts) if term is not None}
    named |= {*known.values.values(), *known.statuses.values()}
    for kind in known.kinds.values():
        named |= {kind.class_, *(term for pair in kind.concepts for term in pair)}
    assert {compact(term) for term in named - declared} == set()
    assert {rule.reads for rule in rules} <= set(READERS)
    assert {kind.kind for kind in known.kinds.values()} <= set(THING_TYPES)
    assert {kind for kind, _ in known.rules} <= {kind.kind for kind in known.kinds.values()}
    assert [rule.name for rule in rules if rule.reads == "nothing" and not rule.reason] == []


def test_no_property_has_two_rules_in_one_mapping() -> None:
    from credatlas.ingest.concepts import mapping

    for name in ("schema-org", "ctdl"):
        pairs = [
            (of, named)
            for one in mapping(name)["properties"]
            for of in one["of"].split()
            for named in one["named"].split()
        ]
        assert sorted(pairs) == sorted(set(pairs))


def test_the_contexts_of_the_mappings_name_no_other_site_to_fetch_from() -> None:
    assert all("@import" not in context.definition for context in contexts())
    assert not any(isinstance(one, str) and key == "@context" for c in contexts() for key, one in c.definition.items())


def test_credential_classes_are_those_of_the_agreed_mapping() -> None:
    lines = (ROOT / "ontology/mappings/ctdl.sssom.tsv").read_text(encoding="utf-8").splitlines()
    agreed = {
        row[3].removeprefix("ceterms:"): row[0]
        for row in (line.split("\t") for line in lines if line.startswith("ctype:"))
    }
    known = vocabulary("ctdl").kinds
    read_as = {name: dict(known[name].concepts).get(node("ca:hasCredentialType")) for name in agreed}
    assert {name: compact(concept) if concept else "" for name, concept in read_as.items()} == agreed
