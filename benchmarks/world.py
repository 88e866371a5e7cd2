"""One institution and what three sources say of it: its own site, a newspaper, and a directory that copies both.

The site answers for the institution and is right. The newspaper rounds prices and has its own count of people; the
directory is behind with dates. So facts are claimed more than once, and about one in forty claims is contradicted.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date as day
from datetime import timedelta
from random import Random

from . import names
from .choices import (
    AUDIENCES,
    CURRENCIES,
    DIRECTORIES,
    FORMS,
    JOURNALS,
    MODES,
    NEWSPAPERS,
    POLICIES,
    SKILLS,
    SUBJECTS,
    TOPICS,
    YEARS,
)
from .sources import Source, date, quoted, some, text

Thing = tuple[str, str, str]
"""A compact id, the local name of its class, and the name that the curators gave it, empty where a source names it."""


@dataclass(slots=True)
class Institution:
    """What there is to know of one university.

    Attributes:
        number: Its number, counted from 0.
        slug: The last part of its id.
        rng: Where its chances come from; those of one institution leave the others alone.
        site: What it says of itself.
        paper: What a newspaper says.
        listing: What a directory says.
        things: Everything that stands in the register, in the order of making.
    """

    number: int
    slug: str
    rng: Random
    site: Source
    paper: Source
    listing: Source
    things: list[Thing] = field(default_factory=list)

    @property
    def sources(self) -> tuple[Source, ...]:
        """Its sources."""
        return self.site, self.paper, self.listing


def institution(number: int, seed: int) -> Institution:
    """The institution of a number; the same for the same seed, whatever else is made.

    Args:
        number: From 0 up to :data:`benchmarks.names.TOWNS`.
        seed: Names another world.
    """
    rng = Random(f"{seed}/{number}")
    place = names.town(number)
    slug = names.slug(place)
    name, other = names.university(rng, place)
    own = f"{slug}-university"
    site, paper, listing = _sources(rng, slug, name)
    made = Institution(number, slug, rng, site, paper, listing)
    made.things += [(f"organization:{own}", "University", ""), (f"organization:{slug}-medicine", "School", "")]
    made.things += [(f"source:{source.slug}", "", "") for source in made.sources]
    made.things += [
        (f"work:{slug}-site", "WebPage", f"Pages of {name}"),
        (f"work:{slug}-news", "NewsArticle", f"News from {place}"),
        (f"work:{slug}-listing", "WebPage", f"Entries on {name}"),
    ]
    _say_who(made, place, name, other)
    works = _works(made)
    for place_in_list in range(rng.randint(4, 6)):
        _programme(made, place_in_list, name)
    _events(made, place)
    _partnership(made, name, works)
    return made


def _sources(rng: Random, slug: str, name: str) -> Iterator[Source]:
    read = date(str(day(2026, 1, 5) + timedelta(rng.randrange(300))))
    written = date(str(day(2025, 1, 5) + timedelta(rng.randrange(600))))
    listed = date(rng.choice(("2025", "2025-06", "2026-01")))
    kinds = (
        ("site", f"organization:{slug}-university", "issuer", f"https://www.{slug}.example/education", ""),
        ("news", f"organization:{rng.choice(NEWSPAPERS)}", "press", f"https://news.example/{slug}", written),
        ("listing", f"organization:{rng.choice(DIRECTORIES)}", "mirror", f"https://list.example/{slug}", listed),
    )
    for kind, publisher, reliability, page, published in kinds:
        described = [
            f"ca:snapshotOf work:{slug}-{kind}",
            f"schema:name {text(f'{name}: {kind}')}",
            f"schema:url <{page}>",
            f"schema:publisher {publisher}",
            f"ca:reliability rel:{reliability}",
            f"ca:retrievedOn {read}",
            f"schema:datePublished {published}" if published else "",
        ]
        yield Source(f"{kind}-{slug}", [one for one in described if one])


def _say_who(made: Institution, place: str, name: str, other: str) -> None:
    own, school = f"organization:{made.slug}-university", f"organization:{made.slug}-medicine"
    short = "".join(word[0] for word in name.split() if word[0].isupper())
    made.site.say(
        "about",
        f"{own} schema:name {text(name)} ; schema:alternateName {text(place)} ; ca:abbreviation {quoted(short)}",
        f"{own} schema:url <https://www.{made.slug}.example/> ; ca:rorId {quoted(names.ror_id(10_000 + made.number))}",
    )
    made.site.say(
        "school",
        f"{school} schema:name {text(f'{place} School of Medicine')} ; org:subOrganizationOf {own}",
        f"{school} ca:hasOrganizationType otype:medical-school ; schema:url <https://medicine.{made.slug}.example/>",
    )
    called = name if made.rng.random() < 0.8 else other
    made.paper.say("who", f"{own} schema:name {text(called)}")
    made.listing.say("who", f"{own} schema:name {text(name)} ; ca:abbreviation {quoted(short)}")


def _programme(made: Institution, place_in_list: int, university: str) -> None:
    rng, site, listing = made.rng, made.site, made.listing
    form, kind, level, award, price, weeks = rng.choice(FORMS)
    subject = rng.choice(SUBJECTS)
    title = form.format(subject)
    local = f"{made.slug}-{place_in_list + 1}-{names.slug(title)}"
    programme, credential = f"programme:{local}", f"credential:{local}"
    school = f"organization:{made.slug}-medicine"
    made.things += [
        (programme, "EducationProgramme", ""),
        (credential, "Credential", f"{title}, {university}"),
    ]
    mode, topics = rng.choice(MODES), some(rng, "topic", TOPICS, 3)
    audiences = some(rng, "audience", AUDIENCES, 2)
    named = f"{programme} schema:name {text(title)}"
    offered = f"{programme} ca:isOfferedBy {school}"
    site.say("programme", named, offered, f"{programme} ca:hasProgrammeType ptype:{kind} ; ca:hasLevel level:{level}")
    site.say("for", f"{programme} ca:targetsAudience {audiences} ; ca:hasModality mode:{mode}")
    site.say("content", f"{programme} ca:coversTopic {topics} ; ca:developsSkill {some(rng, 'skill', SKILLS, 2)}")
    site.say(
        "length",
        f"{programme} ca:hasDuration [ a ca:Duration ; ca:unit unit:week ; ca:atLeast {weeks} ; ca:atMost {weeks} ; "
        f'ca:stated "{weeks} weeks" ]',
        f"{programme} ca:prerequisite {text('a first degree and two years of practice')}" if weeks > 12 else "",
        basis="normalised",
    )
    site.say(
        "award",
        f"{programme} ca:awardsCredential {credential}",
        f"{credential} ca:isAwardedBy {school} ; ca:hasCredentialType ctype:{award}",
        basis="inferred",
    )
    listing.say("programme", named, offered, f"{programme} ca:hasLevel level:{level} ; ca:hasModality mode:{mode}")
    listing.say("topics", f"{programme} ca:coversTopic {topics} ; ca:targetsAudience {audiences}", basis="inferred")
    if place_in_list == 0:
        made.paper.say("programme", named, offered, f"{programme} ca:coversTopic {topics}")
    for year in rng.sample(YEARS, rng.randint(1, 3)):
        _offering(made, (local, title), year, round(price * rng.uniform(0.8, 1.3), -2), weeks)


def _offering(made: Institution, programme: tuple[str, str], year: int, price: float, weeks: int) -> None:
    rng, site, listing = made.rng, made.site, made.listing
    local, title = programme
    offering = f"offering:{local}-{year}"
    made.things.append((offering, "ProgrammeOffering", f"{title}, {year} run"))
    starts = day(year, rng.choice((2, 5, 9, 10)), rng.randint(2, 27))
    opens, closes = starts - timedelta(rng.randint(120, 200)), starts - timedelta(rng.randint(10, 40))
    ends = starts + timedelta(weeks=min(weeks, 52))
    run = f"{offering} ca:isOfferingOf programme:{local}"
    status = "planned" if year == YEARS[-1] else ""
    site.say("run", run, basis="inferred")
    site.say(
        "register", f"{offering} ca:registrationOpens {date(str(opens))} ; ca:registrationCloses {date(str(closes))}"
    )
    dates = f"{offering} schema:startDate {date(str(starts))} ; schema:endDate {date(str(ends))}"
    site.say("dates", dates, basis="normalised", status=status)
    late = starts + timedelta(7 if rng.random() < 0.1 else 0)
    listing.say("run", run, f"{offering} schema:startDate {date(str(late))}", status=status)
    currency = rng.choice(CURRENCIES)
    site.say("fee", _price(offering, price, currency), _price(offering, price * 0.9, currency, "early-bird"))
    listing.say("fee", _price(offering, price, currency))
    if rng.random() < 0.3:
        rounded = round(price, -3) if rng.random() < 0.4 else price
        made.paper.say("fee", run, _price(offering, rounded, currency), basis="normalised")
    if rng.random() < 0.5:
        session = f"session:{local}-{year}-opening"
        made.things.append((session, "OfferingSession", f"Opening days of the {year} run of {title}"))
        site.say(
            "session",
            f"{session} ca:isSessionOf {offering} ; ca:hasModality mode:{rng.choice(MODES)}",
            f"{session} schema:startDate {date(str(starts))} ; schema:endDate {date(str(starts + timedelta(2)))}",
        )


def _price(offering: str, amount: float, currency: str, tier: str = "standard") -> str:
    return (
        f"{offering} schema:offers [ a ca:Price ; schema:price {amount:.0f} ; "
        f"schema:priceCurrency {quoted(currency)} ; "
        f'ca:priceTier tier:{tier} ; ca:pricePer unit:programme ; ca:stated "{currency} {amount:,.0f}" ]'
    )


def _events(made: Institution, place: str) -> None:
    rng, hackathon = made.rng, made.rng.random() < 0.5
    kind, word = ("Hackathon", "hackathon") if hackathon else ("Conference", "conference")
    series = f"series:{made.slug}-{word}"
    made.things.append((series, "EventSeries", f"{place} Digital Health {kind}"))
    for edition, year in enumerate(YEARS[: rng.randint(1, 3)], start=1):
        event = f"event:{made.slug}-{word}-{year}"
        made.things.append((event, kind, ""))
        starts = day(year, rng.randint(3, 11), rng.randint(1, 26))
        named = f"{event} schema:name {text(f'{place} Digital Health {kind} {year}')}"
        hosted = f"{event} ca:isHostedBy organization:{made.slug}-medicine"
        dates = f"{event} schema:startDate {date(str(starts))} ; schema:endDate {date(str(starts + timedelta(2)))}"
        made.site.say("event", named, hosted, f"{event} ca:hasEventKind ekind:{word} ; ca:editionNumber {edition}")
        made.site.say("event-series", f"{event} ca:isPartOfSeries {series}", basis="inferred")
        made.site.say("event-dates", dates, basis="normalised")
        made.site.say("event-topics", f"{event} ca:coversTopic {some(rng, 'topic', TOPICS, 2)}")
        people = rng.randrange(120, 900, 20)
        counted = people if rng.random() < 0.7 else people + 300
        made.paper.say("event", named, dates, basis="normalised")
        made.paper.say("people", _people(event, people), basis="normalised")
        made.listing.say("event", named, hosted, _people(event, counted))


def _people(event: str, number: int) -> str:
    return (
        f"{event} ca:hasCount [ a ca:Count ; ca:countOf count:participants ; ca:atLeast {number} ; "
        f'ca:atMost {number} ; ca:stated "{number} participants" ]'
    )


def _works(made: Institution) -> list[str]:
    """Papers of the institution, the later ones citing the earlier ones; what they are called."""
    rng, found = made.rng, list[str]()
    for number, year in enumerate(sorted(rng.sample(range(2015, 2025), rng.randint(1, 4)))):
        work, author = f"work:{made.slug}-{year}", f"person:{made.slug}-{number}"
        subject = rng.choice(SUBJECTS)
        title = f"{subject} at {names.town(made.number)}: results of {year}"
        lead = names.person(rng)
        made.things += [(work, "ScholarlyArticle", ""), (author, "Person", "")]
        named = f"{work} schema:name {text(title)} ; schema:datePublished {date(str(year))}"
        listed = f"{work} ca:authorList {quoted(', '.join([lead, names.person(rng), names.person(rng)]))}"
        doi = f"10.5555/{made.slug}.{year}"
        made.site.say("work", named, listed, f"{work} bibo:doi {quoted(doi)}")
        made.site.say(
            "work-journal",
            f"{work} schema:isPartOf journal:{rng.choice(JOURNALS)} ; ca:coversTopic {some(rng, 'topic', TOPICS, 2)}",
            f'{work} schema:author {author} ; schema:volumeNumber "{year - 2000}"',
        )
        orcid = names.orcid(made.number * 10 + number)
        made.site.say("author", f"{author} schema:name {text(lead)} ; ca:orcidId {quoted(orcid)}")
        if found:
            made.site.say("cites", f"{work} cito:cites {' , '.join(found)}", basis="inferred")
        found.append(work)
        made.listing.say("work", named)
    return found


def _partnership(made: Institution, name: str, works: Sequence[str]) -> None:
    rng = made.rng
    if made.number and rng.random() < 0.6:
        partnership, other = f"partnership:{made.slug}", names.slug(names.town(rng.randrange(made.number)))
        made.things.append((partnership, "Partnership", f"{name} and a partner: training together"))
        ours, theirs = f"organization:{made.slug}-university", f"organization:{other}-university"
        made.paper.say(
            "partners",
            f"{partnership} ca:hasPartner {ours} , {theirs} ; ca:coversTopic {some(rng, 'topic', TOPICS, 1)}",
        )
    school = f"organization:{made.slug}-medicine"
    made.paper.say("policy", f"{school} ca:alignsWith policy:{rng.choice(POLICIES)}", basis="inferred")
    made.paper.say("reads", *(f"work:{made.slug}-news cito:cites {work}" for work in works[:1]), basis="inferred")
