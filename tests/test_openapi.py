"""The description of the service by OpenAPI 3.1: it is valid, it says what the query files say, and it is kept."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from schemathesis.specs.openapi.definitions import OPENAPI_31

from asgi import Client
from credatlas.build import Atlas
from credatlas.files import Project, find_project
from credatlas.serve.askers import InPlace
from credatlas.serve.openapi import openapi_of
from credatlas.serve.routes import ROUTES
from credatlas.serve.service import service_app
from credatlas.store import LocalStore, memory_store

BASE = "https://atlas.example/base"
CASES = int(os.environ.get("CREDATLAS_CASES", "200"))
"""How many requests are made up from the description: CONTRIBUTING.md has how to make more."""


@pytest.fixture(scope="module")
def atlas(founding: Path, founding_store: LocalStore) -> Atlas:
    return Atlas(memory_store(founding_store.engine), find_project(str(founding)))


@pytest.fixture(scope="module")
def client(atlas: Atlas) -> Iterator[Client]:
    client = Client(service_app(InPlace(lambda: atlas)))
    yield client
    client.runner.close()


@pytest.fixture(scope="module")
def described(atlas: Atlas) -> dict[str, Any]:
    return openapi_of(atlas, BASE)


def asked(described: dict[str, Any], name: str) -> dict[str, dict[str, Any]]:
    """The parameters of a canned query by name, without those that all queries have."""
    operation = described["paths"][f"/api/queries/{name}"]["get"]
    return {parameter["name"]: parameter for parameter in operation["parameters"] if "$ref" not in parameter}


# What it says


def test_it_is_valid_by_the_published_schema_of_openapi(described: dict[str, Any]) -> None:
    assert OPENAPI_31["$id"] == "https://spec.openapis.org/oas/3.1/schema/2022-10-07"
    jsonschema.Draft202012Validator(OPENAPI_31).validate(described)


def test_the_published_schema_finds_what_is_wrong(described: dict[str, Any]) -> None:
    broken = {**described, "paths": {"no-slash": {}}}
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft202012Validator(OPENAPI_31).validate(broken)


def test_every_schema_in_it_is_one(described: dict[str, Any]) -> None:
    for schema in described["components"]["schemas"].values():
        jsonschema.Draft202012Validator.check_schema(schema)


def test_every_reference_leads_somewhere(described: dict[str, Any]) -> None:
    for reference in references(described):
        found: Any = described
        for part in reference.removeprefix("#/").split("/"):
            found = found[part]
        assert found


def references(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        if isinstance(part.get("$ref"), str):
            yield part["$ref"]
        for value in part.values():
            yield from references(value)
    elif isinstance(part, list):
        for value in part:
            yield from references(value)


def test_no_two_operations_have_one_name(described: dict[str, Any]) -> None:
    names = Counter(one["operationId"] for methods in described["paths"].values() for one in methods.values())
    assert [name for name, count in names.items() if count > 1] == []


def test_it_is_served_for_the_address_at_which_it_is_asked(client: Client) -> None:
    reply = client.get("/openapi.json")
    assert reply.status == 200
    assert reply.json["openapi"] == "3.1.0"
    assert reply.json["servers"] == [{"url": "http://127.0.0.1:8000"}]


def test_a_parameter_says_its_type_default_and_example(described: dict[str, Any]) -> None:
    found = asked(described, "offerings-by-price")
    assert found["max_price"]["description"] == "The most that one participant pays; without it every price counts"
    assert found["max_price"]["schema"]["type"] == "number"
    assert found["max_price"]["example"] == 9000
    assert found["max_price"]["required"] is False
    assert found["currency"]["schema"]["default"] == "USD"


def test_values_that_the_graph_offers_are_examples(described: dict[str, Any]) -> None:
    # the only price of the founding articles is in US dollars
    assert asked(described, "offerings-by-price")["currency"]["schema"]["examples"] == ["USD"]


def test_a_thing_is_named_by_text_and_its_classes_are_told(described: dict[str, Any]) -> None:
    organization = asked(described, "organizations-offers")["organization"]
    assert organization["required"] is True
    assert organization["schema"]["type"] == "string"
    assert organization["schema"]["x-classes"] == ["ca:Organization"]
    assert organization["example"] == "Harvard University"


def test_a_concept_says_its_scheme_and_a_date_may_be_today(described: dict[str, Any]) -> None:
    found = asked(described, "credentials-by-audience")
    assert found["audience"]["schema"]["x-scheme"] == "audience"
    assert len(found["audience"]["schema"]["examples"]) == 5
    assert found["date"]["schema"]["default"] == "today"
    assert found["date"]["schema"]["anyOf"] == [{"type": "string", "format": "date"}, {"const": "today"}]


def test_lists_and_fixed_choices_are_described(project: Path, atlas: Atlas) -> None:
    (project / "queries/names-in-order.rq").write_text(
        '#+ summary = "Names"\n#+ topic = "curation"\n#+\n'
        '#+ [parameters.kinds]\n#+ type = "string"\n#+ list = true\n#+ choices = ["one", "other"]\n'
        '#+ description = "Kinds"\n#+ example = "one"\n#+ [parameters.most]\n#+ type = "integer"\n'
        '#+ description = "Most"\n#+ example = 3\n#+ default = 4\n#+\n'
        "PREFIX schema: <https://schema.org/>\nSELECT ?thing (STR(?name) AS ?text) WHERE { ?thing schema:name ?name ."
        " FILTER(COALESCE(STR(?name) IN ($kinds), STRLEN(?name) < $most)) } ORDER BY ?thing ?text\n",
        encoding="utf-8",
    )
    described = openapi_of(Atlas(atlas.store, Project(project)), BASE)
    found = asked(described, "names-in-order")
    assert found["kinds"]["schema"] == {"type": "array", "items": {"enum": ["one", "other"]}, "minItems": 1}
    assert found["kinds"]["example"] == ["one"]
    assert found["most"]["schema"]["type"] == "integer"
    assert (found["most"]["schema"]["default"], found["most"]["example"]) == (4, 3)
    answer = described["paths"]["/api/queries/names-in-order"]["get"]["responses"]["200"]["content"]
    assert answer["application/json"]["schema"]["properties"]["columns"] == {"const": ["thing", "text"]}


def test_every_query_of_the_project_can_be_asked_in_both_ways(described: dict[str, Any], founding: Path) -> None:
    for file in (founding / "queries").glob("*.rq"):
        assert set(described["paths"][f"/api/queries/{file.stem}"]) == {"get", "post"}


def test_an_unknown_field_has_no_place_in_a_form(described: dict[str, Any]) -> None:
    body = described["paths"]["/api/queries/offerings-by-price"]["post"]["requestBody"]
    schema = body["content"]["application/x-www-form-urlencoded"]["schema"]
    assert set(schema["properties"]) == {"max_price", "currency", "limit", "offset", "evidence", "csv_safe"}
    assert schema["additionalProperties"] is False


def test_every_error_is_a_problem(described: dict[str, Any]) -> None:
    for methods in described["paths"].values():
        for operation in methods.values():
            for status in (name for name in operation["responses"] if name >= "400"):
                name = operation["responses"][status]["$ref"].rpartition("/")[2]
                content = described["components"]["responses"][name]["content"]
                assert content == {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}


def test_what_the_service_does_not_have_is_not_described(described: dict[str, Any]) -> None:
    routes = [route.path.replace(":path", "") for route in ROUTES]
    fixed = [path for path in described["paths"] if "{" not in path and not path.startswith("/api/queries/")]
    known = {*routes, "/ontology.ttl"}
    assert [path for path in fixed if path not in known] == []


# What comes back


@pytest.mark.parametrize(
    "address",
    [
        "/api/queries/offerings-by-price?max_price=9000&evidence=true",
        "/api/queries/organizations-offers?organization=Harvard+University&limit=2",
        "/api/queries/works-cited-twice?evidence=true",
        "/api/queries/claims-by-fact?subject=offering:hms-ai-executives-2025&property=schema:offers",
    ],
)
def test_answers_are_as_described(client: Client, described: dict[str, Any], address: str) -> None:
    path = address.partition("?")[0]
    content = described["paths"][path]["get"]["responses"]["200"]["content"]
    schema = {**content["application/json"]["schema"], "components": described["components"]}
    reply = client.get(address)
    assert reply.status == 200, reply.body
    validator = jsonschema.Draft202012Validator(schema)
    validator.validate(reply.json)
    with pytest.raises(jsonschema.ValidationError):
        validator.validate({**reply.json, "rows": [{"no-column": 1}]})


@pytest.mark.parametrize(
    "address", ["/api/queries/offerings-by-price?max=1", "/api/queries/x", "/id/organization/x", "/dumps/x"]
)
def test_errors_are_as_described(client: Client, described: dict[str, Any], address: str) -> None:
    jsonschema.Draft202012Validator(described["components"]["schemas"]["Problem"]).validate(client.get(address).json)


def test_requests_made_up_from_the_description_never_break_the_service(atlas: Atlas) -> None:
    schema = schemathesis.openapi.from_asgi("/openapi.json", service_app(InPlace(lambda: atlas)))
    operations = [found.ok() for found in schema.get_all_operations()]
    modes = (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)
    each = -(-CASES // (len(operations) * len(modes)))
    statuses: Counter[int] = Counter()
    for operation in operations:
        for mode in modes if can_be_asked_wrongly(operation) else modes[:1]:
            statuses += made_up(operation, mode, each)
    assert not {status for status in statuses if status >= 500}
    assert statuses.total() >= CASES * 0.9  # some operations take no other request than one
    assert {200, 303, 400, 404} <= set(statuses)


def can_be_asked_wrongly(operation: Any) -> bool:
    """Whether its description forbids anything: one that takes nothing but words in its path does not."""
    words = {"type": "string", "minLength": 1}
    return bool(operation.body) or any(
        one.location != "path" or one.definition["schema"] != words for one in operation.iter_parameters()
    )


def made_up(operation: Any, mode: GenerationMode, count: int) -> Counter[int]:
    """The statuses of so many requests: those that the description allows, or those that it does not."""
    seen: Counter[int] = Counter()
    checks = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]

    @settings(
        max_examples=count,
        database=None,
        deadline=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def ask(case: Any) -> None:
        response = case.call()
        seen[response.status_code] += 1
        case.validate_response(response, checks=checks)

    ask()
    return seen
