"""What generated tables choose from: their headers, and words as pages have them, known to the schemes and not."""

from __future__ import annotations

from typing import Final

HEADERS: Final = {
    "sources": "source_id url publisher title page_date what_it_is reliability",
    "organizations": "org_id name alt_names type parent_org_id country city website source_id geo_basis",
    "offerings": (
        "offering_id provider_org_id name kind award audience modality duration_text duration_iso8601 effort_hours "
        "price_amount price_currency price_note start_date end_date registration_deadline credits_text language "
        "topics prerequisites url source_id observed_note"
    ),
    "events": (
        "event_id name kind organizer_org_id edition_year start_date end_date place hubs_count participants_text "
        "teams_count leads_to_event_id url source_id observed_note"
    ),
    "policies": (
        "policy_id title authors year venue volume issue pages doi url source_id issuer_org_id kind jurisdiction "
        "status adopted_date effective_date observed_note"
    ),
    "references": "ref_id title authors year venue volume issue pages doi url source_id pmid observed_note",
    "conflicts": "subject property value_a source_a value_b source_b remark kind",
}
"""Each table by the name of its file, with its columns."""

COUNTRIES: Final = "US GB DE FR CA AU IN SG BR ZA CH NL".split()
SUBJECTS: Final = (
    "Artificial Intelligence in Medicine",
    "Clinical Data Science",
    "Digital Health",
    "Health Informatics",
    "Machine Learning for Imaging",
    "Biomedical Informatics",
    "Healthcare Innovation",
    "Public Health Analytics",
)
# what an offering is called, its kind, what one gets, about what it costs
OFFERINGS: Final = (
    ("Master of Science in {}", "masters", "MSc", 24_000),
    ("MS in {} (online)", "masters", "master's degree", 31_000),
    ("Graduate Certificate in {}", "graduate-certificate", "graduate certificate", 12_000),
    ("PhD in {}", "phd-track", "PhD", 9_000),
    ("{}: a short course", "short-course", "certificate of completion", 900),
    ("Fellowship in {}", "fellowship", "", 0),
    ("Board examination in {}", "board-certification", "board certification", 700),
)
AUDIENCES: Final = (
    "physicians",
    "nurses",
    "medical students",
    "healthcare executives",
    "data scientists",
    "health care professionals",
    "people returning from other trades",
    "engineers",
)
MODES: Final = ("online", "hybrid", "in-person")
LENGTHS: Final = (
    ("two years", "P2Y"),
    ("18 months", "P18M"),
    ("10 weeks, 4 to 6 hours per week", "P10W"),
    ("1 year full-time or 2 years part-time", ""),
    ("a long weekend", ""),
    ("36 hours", "PT36H"),
)
CREDITS: Final = ("90 ECTS", "30 credits", "20 to 30 credits", "core seminars plus 12 elective credits", "CME")
TOPICS: Final = (
    "machine learning",
    "ethics of AI",
    "medical imaging",
    "natural language processing",
    "digital health",
    "data science",
    "leading a change of habits",
    "clinical decision support",
    "telemedicine",
    "epidemiology",
)
EVENTS: Final = (
    ("hackathon", "Health Hackathon"),
    ("conference", "Conference on Digital Care"),
    ("workshop", "Workshop on Learning Systems"),
    ("datathon", "Datathon"),
)
PEOPLE: Final = ("{} participants", "more than {} participants", "about {} students", "{} people in teams of five")
TYPES: Final = ("Society for Medical Informatics", "Association of Physicians", "Academy of Digital Care")
VENUES: Final = ("Annals of Clinical AI", "Journal of Health Data", "Teaching Medicine", "Digital Care Letters")
MANNERS: Final = (
    "adaptive bedside blended careful collaborative continuous critical digital early ethical everyday fair guided "
    "hands-on honest interactive lasting local measured mobile open patient practical public quiet rapid reliable "
    "remote rural safe shared simulated slow sound timely trusted urban useful virtual wise"
).split()
MATTERS: Final = (
    "anaesthesia assessment cardiology consent curricula dashboards dentistry dermatology diagnosis discharge "
    "documents feedback imaging interviews laboratories mentoring midwifery notes nursing oncology paediatrics "
    "pathology pharmacy physiotherapy prediction prevention psychiatry radiology records referral registries "
    "rehabilitation research screening surgery teamwork therapy triage vaccination wards"
).split()
